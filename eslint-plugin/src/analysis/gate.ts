/**
 * What a file must mention before it is worth a walk. Each mark is one that a recognised call cannot do without: a REST
 * path, a Salesforce domain, or a name that the weaker signals are made of.
 */
const MARKS =
  /\/?services\/(?:data|apexrest|oauth2|async|Soap|a360)\b|sobjects\b|salesforce|sfdc|instance_?ur[li]|\bforce\.com|sfcrmproducts|cloudforce|marketingcloudapis|exacttargetapis|pardot|demandware/i;

/** Whether `text` can hold a Salesforce call at all; one regular expression, so that other files cost nothing. */
export function mentionsSalesforce(text: string): boolean {
  return MARKS.test(text);
}
