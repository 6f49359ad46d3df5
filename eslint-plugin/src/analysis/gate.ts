/**
 * What a file must mention before it is worth a walk. Each mark is one that a recognised call cannot do without: a REST
 * path, a Salesforce domain, a library, or a name that the weaker signals are made of.
 */
const MARKS =
  /\bjsforce\b|\.sobject\(|\brequest(?:Get|Post|Put|Patch|Delete)\(|\bnforce\b|\bforcejs\b|applink|\.dataApi\b|conn(?:ection)?\.(?:create|insert|update|upsert|destroy|retrieve|query(?:More)?)\(|\.metadata\.(?:create|read|update|upsert|delete|deploy|check(?:Deploy|Retrieve)Status)\(|rest_instance|soap_instance|\/?services\/(?:data|apexrest|oauth2|async|Soap|a360)\b|sobjects\b|salesforce|sfdc|instance_?ur[li]|\bforce\.com|sfcrmproducts|cloudforce|marketingcloudapis|exacttargetapis|pardot|demandware/i;

let last = { text: '', found: false };

/** Whether `text` can hold a Salesforce call at all; one regular expression for all rules, so that other files cost nothing. */
export function mentionsSalesforce(text: string): boolean {
  if (last.text !== text) last = { text, found: MARKS.test(text) };
  return last.found;
}
