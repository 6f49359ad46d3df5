import type { SalesforceCall } from '../analysis/call.ts';

/** What a call is aimed at, in the words of a message: `of Payment__c`, `to /services/data/v60.0/limits`. */
export function targetOf({ endpoint, url }: SalesforceCall): string {
  if (endpoint?.sobject !== undefined) return `of ${endpoint.sobject}`;
  return `to ${pathIn(url.text) || 'Salesforce'}`;
}

/** The path of a URL with `…` for what is computed; empty where nothing of it is known. */
export function pathIn(url: string): string {
  const path = url.replace(/^(?:https?:\/\/[^/?#]*|\{\})/, '').split('?')[0] ?? '';
  // What is put together in ways that are not followed reads like noise.
  if (/\/\/|\{\}\{\}/.test(path)) return '';
  return /\w/.test(path) ? path.replaceAll('{}', '…') : '';
}

/** The HTTP method of a call in the words of a message. */
export function methodOf({ method }: SalesforceCall): string {
  if (method.state === 'present') return method.value;
  return method.state === 'absent' ? 'GET' : 'call';
}

/** What the failure of a call means for whoever depends on it. */
export function consequenceOf({ endpoint }: SalesforceCall): string {
  switch (endpoint?.effect) {
    case 'create':
      return 'the record is never created';
    case 'update':
    case 'upsert':
    case 'delete':
      return 'the change is lost';
    case 'event':
      return 'the event is never published';
    case 'job':
      return 'the load stops half-way';
    case 'login':
      return 'everything that waits for this login fails with it';
    case 'read':
      return 'whatever needs the answer fails with it';
    default:
      return 'the request is lost';
  }
}

/** A time in the words of a message: `500 ms`, `30 s`, `8.5 min`. */
export function durationOf(ms: number): string {
  const [amount, unit] =
    ms < 1000
      ? [ms, 'ms']
      : ms < 120_000
        ? [ms / 1000, 's']
        : ms < 7_200_000
          ? [ms / 60_000, 'min']
          : [ms / 3_600_000, 'h'];
  return `${Math.round(amount * 10) / 10} ${unit}`;
}
