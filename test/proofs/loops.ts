import type { ProofClient } from './clients.ts';
import type { Source, Without } from './defect.ts';

/** Sends a request and hands its answer on, and every failure as an error. */
export function sent({ status, read }: ProofClient, request: string): string {
  const check = `if (${status} >= 300) throw new Error(\`Salesforce answered \${${status}}\`);`;
  return [`const response = await ${request};`, ...(status === undefined ? [] : [check]), `return ${read};`].join('\n');
}

/** The same without an answer to hand on. */
export const only = (client: ProofClient, request: string): string => sent(client, request).replace(/\nreturn .*$/, '');

/** What is right with a loop, unless something of it is to be wrong. */
export interface Loop {
  /** After which statuses it goes on; a test of `status` that is true where it gives up. */
  readonly givesUp?: (status: string) => string;
  /** The same for jsforce, of what has a code instead. */
  readonly givesUpOn?: (code: string) => string;
  /** The condition of the loop; without one it has no end. */
  readonly condition?: string;
  readonly delay?: string;
}

/** The statuses that pass by themselves. */
const TRANSIENT = '[429, 500, 502, 503, 504]';

/** What jsforce calls them. */
const PASSING = '/^(?:ERROR_HTTP_(?:429|50[0234])|SERVER_UNAVAILABLE)$/';

/** A retry of the program's own around a request, with jitter, a bound and all statuses; it knows nothing of Retry-After. */
export function loopAround(client: ProofClient, request: string, loop: Loop = {}): string {
  const {
    givesUp = (status) => `!${TRANSIENT}.includes(${status})`,
    givesUpOn = (code) => `!${PASSING}.test(${code})`,
    condition = 'attempt < 5',
    delay = '1_000 * 2 ** attempt * Math.random()',
  } = loop;
  const pause = `await new Promise((resolve) => setTimeout(resolve, ${delay}));`;
  const end = condition === '' ? '' : "throw new Error('Salesforce is still unavailable.');";
  const { status, thrown, read } = client;
  if (status !== undefined) {
    return `for (let attempt = 0; ${condition}; attempt += 1) {
  const response = await ${request};
  if (${status} < 300) return ${read};
  if (${givesUp(status)}) throw new Error(\`Salesforce has refused it with \${${status}}.\`);
  ${pause}
}
${end}`;
  }
  // Errors of jsforce have a code instead.
  const lasts = thrown === undefined ? `error.errorCode && ${givesUpOn('error.errorCode')}` : givesUp(thrown);
  return `for (let attempt = 0; ${condition}; attempt += 1) {
  try {
    const response = await ${request};
    return ${read};
  } catch (error: any) {
    if (${lasts}) throw error;
  }
  ${pause}
}
${end}`;
}

/** For jsforce, whose errors have no status. */
export const CODES: Without = { because: 'Its errors have codes in place of a status.' };

/** A program that is such a loop around an upsert. */
export const inLoop = (client: ProofClient, loop: Loop): Source => ({ body: loopAround(client, client.upsert, loop) });
