/** The parts of the platform that have a load of their own, by their paths; `data` is the rest. */
const API_FAMILIES = {
  auth: /\/services\/oauth2\//,
  apexrest: /\/services\/apexrest\//,
  soap: /\/services\/Soap\//,
  bulk: /\/services\/(?:async|data\/v[\d.]+\/jobs)\//,
  connect: /\/services\/data\/v[\d.]+\/(?:connect|chatter|commerce)\//,
  analytics: /\/services\/data\/v[\d.]+\/(?:analytics|wave)\//,
  tooling: /\/services\/data\/v[\d.]+\/(?:tooling|metadata)\//,
};

/** Which part of the platform answers a URL: one may be down while the others are not. */
export function apiFamily(url: string): string {
  return Object.entries(API_FAMILIES).find(([, path]) => path.test(url))?.[0] ?? 'data';
}
