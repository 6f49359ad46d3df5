import { type Effect, ENDPOINTS } from './endpoint-table.ts';

/** An endpoint of Salesforce, as one request names it. */
export interface Endpoint {
  readonly id: string;
  readonly effect: Effect;
  /** Whether the path alone proves that the request goes to Salesforce. */
  readonly provesSalesforce: boolean;
  /** The object in the path, such as `Payment__c`; undefined when the path names none or it is computed. */
  readonly sobject: string | undefined;
  /** Whether it belongs to the Tooling API, whose objects are metadata. */
  readonly tooling: boolean;
}

interface Pattern extends Omit<Endpoint, 'sobject' | 'tooling'> {
  readonly methods: readonly string[];
  readonly path: RegExp;
}

const ROOTS: Readonly<Record<string, string>> = {
  data: String.raw`services/data/(?:v(?:\d{2,3}(?:\.\d)?|\{\})|\{\})`,
  async: String.raw`services/async/(?:\d{2,3}(?:\.\d)?|v?\{\})`,
};

let patterns: readonly Pattern[] | undefined;

/** The table, compiled when the first file asks for it: loading the plugin compiles nothing. */
function compiled(): readonly Pattern[] {
  patterns ??= ENDPOINTS.map(([id, methods, path, effect, gate]) => {
    const below = path.endsWith('/**');
    const body = (below ? path.slice(0, -3) : path)
      .replace(/^(?:data|async)/, (root) => ROOTS[root] ?? root)
      .replace(/^\//, '')
      .replaceAll('~', String.raw`[^/\s]+`);
    const end = below ? '(?:/.*)?$' : '/?$';
    return {
      id,
      methods: methods.split(','),
      path: new RegExp(`(?:^|/)${body}${end}`),
      effect,
      provesSalesforce: gate !== 'host',
    };
  });
  return patterns;
}

/** So many answers are kept; a path says the same in every file, and a project asks few of them over and over. */
const MOST_KNOWN = 500;

const known = new Map<string, Endpoint | undefined>();

/**
 * The endpoint behind a method and a path.
 *
 * @param method - HTTP method in capitals; undefined when it is not known, which then leaves the effect open.
 * @param path - Path and query without scheme and host, `{}` for what is computed.
 * @param onSalesforce - Whether the host is known to be Salesforce, so that common paths count too.
 */
export function endpointOf(method: string | undefined, path: string, onSalesforce: boolean): Endpoint | undefined {
  const key = `${method ?? ''} ${onSalesforce ? '+' : '-'} ${path}`;
  const found = known.get(key);
  if (found || known.has(key)) return found;
  const endpoint = findEndpoint(method, path, onSalesforce);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, endpoint);
  return endpoint;
}

function findEndpoint(method: string | undefined, path: string, onSalesforce: boolean): Endpoint | undefined {
  const overriding = /[?&]_HttpMethod=([A-Za-z]+|\{\})/.exec(path)?.[1]?.toUpperCase();
  const asked = overriding === '{}' ? undefined : (overriding ?? method);
  // An address within the query, as of a redirect, is not asked.
  const [resource = ''] = path.split(/[?#]/, 1);
  const fits = (row: Pattern): boolean =>
    (onSalesforce || row.provesSalesforce) &&
    (asked === undefined || row.methods.includes(asked)) &&
    row.path.test(resource);
  const found = compiled().find(fits);
  if (!found) return undefined;
  const sobject = /\/(?:sobjects|composite\/tree)\/([A-Za-z]\w*)/.exec(resource)?.[1];
  // With the method unknown, the first row is only a proof of Salesforce: what the request does stays open.
  return {
    id: found.id,
    effect: asked === undefined ? 'body' : found.effect,
    provesSalesforce: found.provesSalesforce,
    sobject,
    tooling: resource.includes('/tooling/'),
  };
}
