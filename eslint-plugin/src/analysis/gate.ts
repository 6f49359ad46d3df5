/**
 * What a file must mention before it is worth a walk. Each mark is one that a recognised call cannot do without: a REST
 * path, a Salesforce domain, a library, or a name that the weaker signals are made of.
 */
const MARKS =
  /\bjsforce\b|\.sobject\(|\brequest(?:Get|Post|Put|Patch|Delete)\(|\bnforce\b|\bforcejs\b|\bsforce\b|sfmc|marketing_?cloud|\bcustomobjectdata\b|\/v1\/dataevents|\basset\/v1\/content|messageDefinitionSends|\bfuel-(?:rest|soap)\b|\.(?:rest|soap)\.(?:get|post|put|patch|delete|retrieve)(?:Bulk)?\(|applink|\.dataApi\b|conn(?:ection)?\.(?:create|insert|update|upsert|destroy|retrieve|query(?:More)?)\(|\.metadata\.(?:create|read|update|upsert|delete|deploy|check(?:Deploy|Retrieve)Status)\(|rest_instance|soap_instance|\/?services\/(?:data|apexrest|oauth2|async|Soap|a360)\b|sobjects\b|salesforce|sfdc|instance_?ur[li]|\bforce\.com|sfcrmproducts|cloudforce|exacttarget|pardot|demandware/i;

/** What sends a request, or may run on a connection: where it goes is then said in another file. */
const SENDS =
  /\bfetch\b|[aA]xios|\bgot\b|\bky\b|undici|superagent|needle|wretch|[rR]equest|\.ajax\(|https?\.get\(|UrlFetchApp|HttpClient|HttpService|\$http\b|\.(?:query|search|create|insert|update|upsert|destroy|retrieve|describe\w*|identity|limits|login)\(|\.(?:apex|tooling|metadata|bulk2?|analytics|chatter|soap)\./;

/** Names that a project, or a path, has to do with Salesforce by. */
export const SALESFORCE_NAME =
  /salesforce|sfdc|sfmc|jsforce|nforce|forcejs|force\.com|marketing-?cloud|exacttarget|pardot|demandware|applink/i;

let last = { text: '', found: false };

/** Whether `text` says by itself that it can hold a Salesforce call. */
function mentionsSalesforce(text: string): boolean {
  if (last.text !== text) last = { text, found: MARKS.test(text) };
  return last.found;
}

/**
 * Whether a file can hold a Salesforce call at all: by what it says, which costs one regular expression for all rules;
 * or as a part of a project that has to do with Salesforce, where it may be sent there by another file.
 *
 * @param isOfSalesforce - Whether the project of a file says that; unknown where no other file can be read.
 */
export function mayHoldCall(text: string, filename: string, isOfSalesforce?: (path: string) => boolean): boolean {
  if (mentionsSalesforce(text)) return true;
  return (SALESFORCE_NAME.test(filename) || isOfSalesforce?.(filename) === true) && SENDS.test(text);
}
