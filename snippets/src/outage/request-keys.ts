import type { OrgRequest } from './org-api.ts';

/**
 * The external ids that a request names: in the path of an upsert, in its fields, or in the rows and inner requests of
 * a collection, a tree or a composite request.
 */
export function keysOf({ path, body }: Pick<OrgRequest, 'path' | 'body'>, externalId: string): string[] {
  const inPath = keyInPath(path, externalId);
  const keys = inPath === undefined ? [] : [inPath];
  if (/^\s*[[{]/.test(body)) collect(jsonIn(body), externalId, keys);
  return [...new Set(keys)];
}

function keyInPath(path: string, externalId: string): string | undefined {
  const [, value] = new RegExp(`/sobjects/\\w+/${externalId}/([^/?#]+)`).exec(path) ?? [];
  return value === undefined ? undefined : decoded(value);
}

function collect(value: unknown, externalId: string, keys: string[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, externalId, keys);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (name === externalId && (typeof inner === 'string' || typeof inner === 'number')) keys.push(String(inner));
      else if (name === 'url' && typeof inner === 'string') keys.push(...keysOf({ path: inner, body: '' }, externalId));
      else collect(inner, externalId, keys);
    }
  }
}

// What is malformed is the org's to refuse: here it only has no keys.
function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A part of a path as it was meant; as it stands where it is malformed. */
export function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
