import { onTestFinished } from 'vitest';
import {
  type OutageOptions,
  salesforceOutage,
  type StepChooser,
} from '@salesforce-resilience/snippets/outage/salesforce-outage';
import { platformApi } from '@salesforce-resilience/snippets/outage/platform-api';
import { serveOutage } from '@salesforce-resilience/snippets/outage/server/outage-server';

/** How an outage is reached: in the process, or over the loopback interface. */
export type Face = 'fetch' | 'server';

/** An outage behind one of its faces, with requests that carry a valid token. */
export async function faceOf(face: Face, script: readonly string[] | StepChooser, options: OutageOptions = {}) {
  const outage = salesforceOutage(script, { ...options, apis: [...(options.apis ?? []), platformApi()] });
  const server = face === 'server' ? await serveOutage(outage) : undefined;
  if (server) onTestFinished(() => server.close());
  const url = server?.url ?? outage.instanceUrl;
  const send = (method: string, path: string, body?: unknown, init: RequestInit = {}): Promise<Response> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { Authorization: `Bearer ${outage.accessToken}`, 'Content-Type': 'application/json' };
    const target = path.startsWith('/') ? url + path : `${url}/services/data/v64.0/${path}`;
    return (server ? fetch : outage.fetch)(target, { method, headers, ...(text && { body: text }), ...init });
  };
  return { outage, send, url, server };
}

/** An org in the process: what it answers, as status and body, and its ledger. */
export async function org(options: OutageOptions = {}, script: readonly string[] = []) {
  const { send, outage } = await faceOf('fetch', script, options);
  const ask = async (...request: Parameters<typeof send>): Promise<readonly [number, unknown]> => {
    const response = await send(...request);
    const text = await response.text();
    const isJson = response.headers.get('Content-Type')?.includes('json') && text !== '';
    return [response.status, isJson ? (JSON.parse(text) as unknown) : text];
  };
  return { ask, send, outage, ledger: outage.ledger };
}
