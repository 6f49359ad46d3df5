import { testRule } from '../../support/rule-cases.ts';

const sent = (options: string, imports = "import { ofetch } from 'ofetch';"): string =>
  `${imports}\nofetch(\`\${base}/services/data/v60.0/limits\`${options});`;
const backOff = (all: string): string =>
  `retryDelay: ({ options }) => Math.random() * Math.min(30_000, 1_000 * 2 ** (${all} - Number(options.retry)))`;

/** A case whose suggestion gives these options, or none. */
const mended = (
  name: string,
  messageId: string,
  [before, after]: readonly [string, string?],
  filename = 'load.js',
) => ({
  name,
  filename,
  code: sent(before),
  errors: [{ messageId, suggestions: after === undefined ? [] : [{ messageId: 'backOff', output: sent(after) }] }],
});

testRule('require-backoff', {
  valid: [{ name: 'a function that says how long ofetch waits', code: sent(`, { retry: 5, ${backOff('5')} }`) }],
  invalid: [
    mended('attempts at once', 'noDelay', [', { retry: 5 }', `, { retry: 5, ${backOff('5')} }`]),
    mended('attempts at once, in TypeScript', 'noDelay', [', { retry: 5 }', `, { retry: 5, ${backOff('5')} }`], 'a.ts'),
    mended('a fixed delay', 'fixed', [', { retry: 3, retryDelay: 500 }', `, { retry: 3, ${backOff('3')} }`]),
    mended('attempts that have a name', 'noDelay', [', { retry }', `, { retry, ${backOff('retry')} }`]),
    mended('one repetition', 'noDelay', ['', ', { retryDelay: () => Math.random() * 1_000 }']),
    mended('attempts that are worked out', 'noDelay', [', { retry: most + 1 }']),
  ],
});
