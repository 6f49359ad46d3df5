import { describe, expect, it } from 'vitest';
import { LIMITS, paced } from '../../support/paced.ts';

describe('the pace of a package', () => {
  const CHECKED = `async () => { const r = await fetch(${LIMITS}); if (!r.ok) throw new Error(String(r.status)); return r; }`;

  it.each([
    ['p-retry', "import pRetry from 'p-retry';", `pRetry(${CHECKED})`, '11, exponential, 1 2 4 8 16 32 64 128 256 512'],
    [
      'p-retry with options',
      "import pRetry from 'p-retry';",
      `pRetry(${CHECKED}, { retries: 2, randomize: true })`,
      '3, exponential jitter, 1 2',
    ],
    [
      'p-retry for ever',
      "import pRetry from 'p-retry';",
      `pRetry(${CHECKED}, { retries: Infinity, maxTimeout: 4000 })`,
      'unbounded, exponential, 1 2 4 4 4 4',
    ],
    [
      'p-retry until a signal',
      "import pRetry from 'p-retry';",
      `pRetry(${CHECKED}, { retries: Infinity, signal })`,
      '?, exponential, 1 2 4 8 16 32',
    ],
    [
      'p-retry with options from elsewhere',
      "import pRetry from 'p-retry'; import { options } from 'somewhere';",
      `pRetry(${CHECKED}, options)`,
      '?, ?',
    ],
    [
      'async-retry',
      "import retry from 'async-retry';",
      `retry(${CHECKED}, { retries: 3 })`,
      '4, exponential jitter, 1 2 4',
    ],
    [
      'exponential-backoff',
      "import { backOff } from 'exponential-backoff';",
      `backOff(${CHECKED}, { numOfAttempts: 3 })`,
      '3, exponential, 0.1 0.2',
    ],
    ['es-toolkit', "import { retry } from 'es-toolkit';", `retry(${CHECKED})`, 'unbounded, none, 0 0 0 0 0 0'],
    ['es-toolkit with a number', "import { retry } from 'es-toolkit';", `retry(${CHECKED}, 3)`, '3, none, 0 0'],
    ['radash', "import { retry } from 'radash';", `retry({ times: 3, delay: 1000 }, ${CHECKED})`, '3, fixed, 1 1'],
    [
      'cockatiel',
      "import { retry, handleAll } from 'cockatiel'; const policy = retry(handleAll, { maxAttempts: 3 });",
      `policy.execute(${CHECKED})`,
      '4, none, 0 0 0',
    ],
    [
      'cockatiel without a limit',
      "import { retry, handleAll, ExponentialBackoff } from 'cockatiel'; const policy = retry(handleAll, { backoff: new ExponentialBackoff() });",
      `policy.execute(${CHECKED})`,
      'unbounded, ?',
    ],
    [
      'RxJS',
      "import { retry } from 'rxjs'; import { HttpService } from '@nestjs/axios'; const http = new HttpService();",
      `http.get(${LIMITS}).pipe(retry(3))`,
      '4, none, 0 0 0',
    ],
  ])('%s is known', (_, imports, call, expected) => {
    expect(paced(`${imports}\nconst load = (signal) => ${call};`)).toBe(expected);
  });
});

describe('the pace of a client', () => {
  it.each([
    ['got', "import got from 'got';", `got(${LIMITS})`, '3, exponential jitter, 1 2'],
    [
      'got without an end',
      "import got from 'got';",
      `got(${LIMITS}, { retry: { limit: Infinity } })`,
      'unbounded, exponential jitter, 1 2 4 8 16 32',
    ],
    ['ky', "import ky from 'ky';", `ky.get(${LIMITS}, { retry: 4 })`, '5, exponential, 0.3 0.6 1.2 2.4'],
    ['ofetch', "import { ofetch } from 'ofetch';", `ofetch(${LIMITS})`, '2, none, 0'],
    ['superagent', "import request from 'superagent';", `request.get(${LIMITS}).retry(2)`, '3, none, 0 0'],
    [
      'fetch-retry',
      "import make from 'fetch-retry'; const send = make(fetch);",
      `send(${LIMITS}, { retryOn: [503], retries: 2, retryDelay: (n) => 100 * 2 ** n })`,
      '3, exponential, 0.1 0.2',
    ],
    [
      'axios-retry',
      "import axios from 'axios'; import axiosRetry from 'axios-retry'; axiosRetry(axios);",
      `axios.get(${LIMITS})`,
      '4, none, 0 0 0',
    ],
    [
      'axios-retry with its own delay',
      "import axios from 'axios'; import axiosRetry from 'axios-retry'; axiosRetry(axios, { retries: 2, retryDelay: axiosRetry.exponentialDelay });",
      `axios.get(${LIMITS})`,
      '3, exponential jitter',
    ],
    [
      'axios-retry with a function',
      "import axios from 'axios'; import axiosRetry from 'axios-retry'; axiosRetry(axios, { retryDelay: (count) => count * 500 });",
      `axios.get(${LIMITS})`,
      '4, linear, 0.5 1 1.5',
    ],
    [
      'undici',
      "import { fetch, RetryAgent, Agent } from 'undici'; const dispatcher = new RetryAgent(new Agent());",
      `fetch(${LIMITS}, { dispatcher })`,
      '6, exponential, 0.5 1 2 4 8',
    ],
    [
      'jsforce, which nobody can change',
      "import jsforce from 'jsforce'; const conn = new jsforce.Connection();",
      "conn.query('SELECT Id FROM Account')",
      'unknown',
    ],
  ])('%s is known', (_, imports, call, expected) => {
    expect(paced(`${imports}\nconst load = async () => ${call};`)).toBe(expected);
  });
});
