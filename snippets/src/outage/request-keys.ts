import type { OrgRequest } from './org-api.ts';

/** The external ids that a request names: in the path of an upsert, in its fields, or in those of its rows and parts. */
export function keysOf({ path, body }: Pick<OrgRequest, 'path' | 'body'>, externalId = 'Reference__c'): string[] {
  const inPath = String.raw`/sobjects/\w+/${externalId}/([^/?#"\s]+)`;
  const inFields = String.raw`"${externalId}"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?)`;
  const found = [...`${path} ${body}`.matchAll(RegExp(`${inPath}|${inFields}`, 'g'))];
  return [...new Set(found.map(([, part = '', value]) => (value ? decoded(value, JSON.parse) : decoded(part))))];
}

/** A text as it was meant; as it stands where it is malformed, which is the org's to refuse. */
export function decoded(text: string, decode: (text: string) => unknown = decodeURIComponent): string {
  try {
    return String(decode(text));
  } catch {
    return text;
  }
}
