import type { ProofClient } from './clients.ts';
import type { Defect, Source, Without } from './defect.ts';
import { CODES, inLoop, loopAround } from './loops.ts';

/** What rules find in retries, beyond what they wait for. */
export const DEFECTS_OF_RETRIES: readonly Defect[] = [
  {
    rule: 'no-misjudged-status',
    form: 'some of what passes is missed',
    outage: ['503', '502', '429; retry-after=1', '500', '200'],
    promises: ['lost', 'duplicated'],
    program: (client) =>
      inLoop(client, {
        givesUp: (status) => `${status} !== 503`,
        givesUpOn: (code) => `${code} !== 'SERVER_UNAVAILABLE'`,
        condition: 'attempt < 7',
      }),
  },
  {
    rule: 'no-misjudged-status',
    form: 'all from 500 on',
    outage: ['429; retry-after=1', '503', '200'],
    promises: ['lost', 'duplicated'],
    program: (client) => (client.send ? inLoop(client, { givesUp: (status) => `${status} < 500` }) : CODES),
  },
  {
    rule: 'no-misjudged-status',
    form: 'what lasts is repeated',
    outage: ['400 REQUIRED_FIELD_MISSING x20'],
    promises: ['excess'],
    atMost: 1,
    program: blindLoop,
  },
  {
    rule: 'require-reauthentication',
    form: 'a replay without end',
    // A gentle server: the requests of a loop without a pause are no load.
    outage: ['401 for 24h; after=2s'],
    promises: ['hung', 'excess'],
    atMost: 3,
    program: (client) => replay(client),
  },
  {
    rule: 'no-nested-retry',
    outage: ['503 for 24h'],
    promises: ['excess'],
    atMost: 9,
    program: (client) => wrapped(client, 'pRetry'),
  },
  {
    rule: 'require-circuit-breaker',
    form: 'none',
    outage: ['503 for 24h'],
    promises: ['excess'],
    drive: 'callers',
    atMost: 50,
    program: (client) => inLoop(client, {}),
  },
  {
    rule: 'require-circuit-breaker',
    form: 'made for each call',
    outage: ['503 for 24h'],
    promises: ['excess'],
    drive: 'callers',
    atMost: 20,
    program: (client) => wrapped(client, 'breaker'),
  },
];

/** A loop that looks at no status. */
function blindLoop({ status, upsert, read }: ProofClient): Source {
  const pause = 'await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** attempt * Math.random()));';
  const end = "throw new Error('Salesforce is still unavailable.');";
  if (status !== undefined) {
    const isOk = status === 'response.status' ? 'response.ok' : `${status} < 300`;
    const above = `async function send(org: Org, payment: Payment) {
  HEADERS
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const response = await ${upsert};
    if (${isOk}) return response;
    ${pause}
  }
  ${end}
}`;
    const check = `if (${status} >= 300) throw new Error(\`Salesforce answered \${${status}}\`);`;
    return { above, body: `const response = await send(org, payment);\n${check}\nreturn ${read};` };
  }
  const body = `for (let attempt = 0; attempt < 5; attempt += 1) {
  try {
    const response = await ${upsert};
    return ${read};
  } catch (error) {
    console.error('Once more', error);
  }
  ${pause}
}
${end}`;
  return { body };
}

/** A replay after a 401 with a new token, each time. */
function replay({ status, thrown, upsert, read }: ProofClient): Source | Without {
  const again = 'org.token = await org.login();\n  return act(org, payment);';
  if (status !== undefined) {
    return {
      body: `const response = await ${upsert};
if (${status} === 401) {
  ${again}
}
if (${status} >= 300) throw new Error(\`Salesforce answered \${${status}}\`);
return ${read};`,
    };
  }
  if (thrown === undefined) return { because: 'Its connections get a new token by themselves, once.' };
  return {
    body: `try {
  const response = await ${upsert};
  return ${read};
} catch (error: any) {
  if (${thrown} === 401) {
    ${again}
  }
  throw error;
}`,
  };
}

/** A function that repeats by itself, in something around it. */
function wrapped(client: ProofClient, by: 'breaker' | 'pRetry'): Source {
  const loop = loopAround(client, client.upsert);
  const { before = '' } = client;
  const send = `async function send(org: Org, payment: Payment): Promise<unknown> {
  HEADERS
  ${before}
  ${loop}
}`;
  const [load, body] =
    by === 'pRetry'
      ? ["import pRetry from 'p-retry';", 'return pRetry(() => send(org, payment), { retries: 4, randomize: true });']
      : [
          "import CircuitBreaker from 'opossum';",
          'const breaker = new CircuitBreaker(send, { timeout: false });\nreturn breaker.fire(org, payment);',
        ];
  return { above: `${load}\n\n${send}`, body };
}
