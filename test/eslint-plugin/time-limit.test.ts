import { Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import { describe, expect, it } from 'vitest';

const CLIENT = { module: '@acme/sf', name: 'salesforceFetch' };
const URL = '`${base}/services/data/v60.0/limits`';

/** The code after the first suggestion of require-retry. */
function routed(code: string, client?: typeof CLIENT): string {
  const [report] = new Linter().verify(code, {
    plugins: { 'salesforce-resilience': plugin },
    rules: { 'salesforce-resilience/require-retry': 'error' },
    settings: { 'salesforce-resilience': client ? { client } : {} },
  });
  const { range, text } = report!.suggestions![0]!.fix;
  return code.slice(0, range[0]) + text + code.slice(range[1]);
}

describe('a time-out that a call has when it is sent through the client', () => {
  it.each([
    ['alone', `fetch(${URL}, { signal: AbortSignal.timeout(30_000) });`, `salesforceFetch(${URL});`],
    [
      'among others',
      `fetch(${URL}, { signal: AbortSignal.timeout(9000), headers });`,
      `salesforceFetch(${URL}, { headers });`,
    ],
    [
      'on a line of its own',
      `fetch(${URL}, {\n  headers,\n  signal: AbortSignal.timeout(9000),\n});`,
      `salesforceFetch(${URL}, {\n  headers,\n});`,
    ],
    [
      'beside options with a name',
      `fetch(${URL}, { ...options, signal: AbortSignal.timeout(30_000) });`,
      `salesforceFetch(${URL}, options);`,
    ],
    [
      'in a constant of this call',
      `const options = { headers, signal: AbortSignal.timeout(9000) };\nfetch(${URL}, options);`,
      `const options = { headers };\nsalesforceFetch(${URL}, options);`,
    ],
  ])('is taken out, since it would end all attempts: %s', (_, code, expected) => {
    expect(routed(code, CLIENT)).toBe(`import { salesforceFetch } from '@acme/sf';\n\n${expected}`);
  });

  it.each([
    ['a signal of the caller', `fetch(${URL}, { signal: controller.signal });`],
    ['a signal of both', `fetch(${URL}, { signal: AbortSignal.any([signal, AbortSignal.timeout(9000)]) });`],
  ])('is not %s, which stays', (_, code) => {
    expect(routed(code, CLIENT)).toBe(
      `import { salesforceFetch } from '@acme/sf';\n\n${code.replace('fetch', 'salesforceFetch')}`,
    );
  });

  it('stays in options that another call has, too', () => {
    const code = `const options = { signal: AbortSignal.timeout(9000) };\nfetch('https://example.com', options);\nfetch(${URL}, options);`;
    expect(routed(code, CLIENT)).toContain('const options = { signal: AbortSignal.timeout(9000) };');
  });

  it.each([
    ['9000', 'createSalesforceFetch({ attemptTimeoutMs: 9000 })'],
    ['30_000', 'createSalesforceFetch()'],
    ['limit', 'createSalesforceFetch()'],
  ])('becomes that of each attempt of a client that is put in: %s', (ms, expected) => {
    const text = routed(`fetch(${URL}, { method: 'GET', signal: AbortSignal.timeout(${ms}) });`);
    expect(text).toContain(`\nconst salesforceFetch = ${expected};\n`);
    expect(text.endsWith(`salesforceFetch(${URL}, { method: 'GET' });`)).toBe(true);
  });
});
