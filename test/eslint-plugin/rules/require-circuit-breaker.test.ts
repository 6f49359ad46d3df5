import { TEMPLATES } from '../../../eslint-plugin/src/fix/templates.generated.ts';
import { client, testRule } from '../../support/rule-cases.ts';

const URL = '`${base}/services/data/v60.0/limits`';
const GET = 'GET to /services/data/v60.0/limits';

/** A function that repeats a request up to three times, and what is around it. */
const load = (before = '', head = 'export async function load() {'): string => `import axios from 'axios';
${head}
  ${before}
  for (let n = 0; ; n += 1) {
    try {
      return await axios.get(${URL});
    } catch (error) {
      if (n >= 2) throw error;
      await new Promise((resolve) => setTimeout(resolve, n));
    }
  }
}`;

/** A class with a breaker of its own that does \`after\` when its time is over. */
const own = (after: string): string => `import axios from 'axios';
export class Client {
  async get() {
    if (this.circuitOpen) {
      if (Date.now() - this.openedAt > 60_000) {
        ${after}
      } else throw new Error('open');
    }
    for (let n = 0; ; n += 1) {
      try {
        return await axios.get(${URL});
      } catch (error) {
        if (n >= 2) throw error;
      }
    }
  }
}`;

const opossum = (outside: string, inside: string): string => `import CircuitBreaker from 'opossum';
import pRetry from 'p-retry';

const get = async () => { const r = await fetch(${URL}); if (!r.ok) throw new Error('failed'); return r; };

${outside}export function load() {
  ${inside}return breaker.fire();
}`;

const MADE = 'const breaker = new CircuitBreaker(() => pRetry(get));';

testRule('require-circuit-breaker', {
  valid: [
    { name: 'no retry', code: `export const load = () => fetch(${URL});` },
    { name: 'a breaker in the file', code: load('if (breaker.isOpen) throw new Error();') },
    { name: 'a function that one place uses', code: `${load('', 'async function load() {')}\nload();` },
    { name: 'a breaker of the module', code: opossum(`${MADE}\n\n`, '') },
    { name: 'a breaker that lets one call try', code: own("this.state = 'half-open';") },
    {
      name: 'jsforce, which repeats by itself',
      code: "import jsforce from 'jsforce';\nconst conn = new jsforce.Connection();\nexport const load = () => conn.query('SELECT Id FROM Account');",
    },
    {
      name: 'the resilient client',
      code: `import { createSalesforceFetch } from './client.js';\nconst sf = createSalesforceFetch();\nexport const load = () => sf(${URL});`,
    },
  ],
  invalid: [
    {
      name: 'a client of the project without one',
      code: load(),
      errors: [
        {
          message: `While Salesforce is down, every caller of this ${GET} sends it 3 times before it fails: nothing remembers that those before have failed as well.`,
          line: 6,
          suggestions: [
            {
              messageId: 'insertBreaker',
              output: load()
                .replace('\n', `\n\n${TEMPLATES.throughBreaker.javascript}\n`)
                .replace(/axios\.get\(.*(?=;)/, (call) => `throughBreaker(() => ${call})`),
            },
          ],
        },
      ],
    },
    {
      name: 'a package, which the client replaces',
      code: `import pRetry from 'p-retry';\nexport const load = () => pRetry(async () => { const r = await fetch(${URL}); if (!r.ok) throw new Error('failed'); return r; });`,
      errors: [
        {
          messageId: 'noBreaker',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `import pRetry from 'p-retry';\n\n${client()}\nexport const load = () => (async () => { const r = await salesforceFetch(${URL}); if (!r.ok) throw new Error('failed'); return r; })();`,
            },
          ],
        },
      ],
    },
    {
      name: 'a breaker for each call',
      code: opossum('', `${MADE}\n  `),
      errors: [
        {
          message: `The circuit breaker around this ${GET} is made anew for each call: it never sees a second failure, and so never opens.`,
          suggestions: [
            {
              messageId: 'makeOnce',
              output: `import CircuitBreaker from 'opossum';
import pRetry from 'p-retry';

const get = async () => { const r = await fetch(${URL}); if (!r.ok) throw new Error('failed'); return r; };

${MADE}

export function load() {
  return breaker.fire();
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a breaker that closes for all',
      code: own('this.circuitOpen = false;'),
      errors: [
        {
          message: `When its time is over, the circuit breaker around this ${GET} closes for everybody: all that have waited are sent at once, where one alone should try.`,
          suggestions: [],
        },
      ],
    },
    {
      name: 'a breaker that closes for all, and on a success as well',
      code: `${own('this.circuitOpen = false;')}\nexport class Other extends Client { succeeded() { this.circuitOpen = false; } }`,
      errors: [
        {
          messageId: 'closes',
          suggestions: [
            {
              messageId: 'letOneTry',
              output: `${own('this.openedAt = Date.now();')}\nexport class Other extends Client { succeeded() { this.circuitOpen = false; } }`,
            },
          ],
        },
      ],
    },
    {
      name: 'in TypeScript',
      filename: 'load.ts',
      code: load('', 'export async function load(): Promise<unknown> {'),
      errors: [
        {
          messageId: 'noBreaker',
          suggestions: [
            {
              messageId: 'insertBreaker',
              output: load('', 'export async function load(): Promise<unknown> {')
                .replace('\n', `\n\n${TEMPLATES.throughBreaker.typescript}\n`)
                .replace(/axios\.get\(.*(?=;)/, (call) => `throughBreaker(() => ${call})`),
            },
          ],
        },
      ],
    },
  ],
});
