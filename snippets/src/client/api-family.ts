const FAMILIES = [
  ['auth', /\/services\/oauth2\//],
  ['apexrest', /\/services\/apexrest\//],
  ['soap', /\/services\/Soap\//],
  ['bulk', /\/services\/(?:async\/|data\/v[^/]+\/jobs\/)/],
  ['connect', /\/services\/data\/v[^/]+\/(?:connect|chatter|commerce)\//],
  ['analytics', /\/services\/data\/v[^/]+\/(?:analytics|wave)\//],
  ['tooling', /\/services\/data\/v[^/]+\/(?:tooling|metadata)\//],
] as const;

/** The part of the platform that answers a URL: each has a load of its own, and may be down while the others are not. */
export function apiFamily(url: string): string {
  return FAMILIES.find(([, path]) => path.test(url))?.[0] ?? 'data';
}
