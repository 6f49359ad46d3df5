import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

const THROWS = 'const r = await FETCH; if (!r.ok) throw new Error(r.status); return r;';

/** A decorator of the project around \`body\`, which calls \`original\`. */
const made = (body: string): string =>
  `function again(times: number) { return (target: unknown, key: string, descriptor: PropertyDescriptor) => { const original = descriptor.value; descriptor.value = async function (...args: unknown[]) { ${body} }; return descriptor; }; }`;

describe('a decorator', () => {
  it.each([
    ['of a package', 'package any', "import { Retryable as again } from 'ts-retry-decorator';"],
    [
      'of a package, for a method that returns the answer',
      'absent: status never thrown',
      "import { Retryable as again } from 'ts-retry-decorator';",
      'return await FETCH;',
    ],
    [
      'of a package, for a method that swallows',
      'absent',
      "import { Retryable as again } from 'ts-retry-decorator';",
      'try { return await FETCH; } catch { return null; }',
    ],
    [
      'of the project that loops',
      'helper any',
      made(
        'for (let i = 0; i < times; i++) { try { return await original.apply(this, args); } catch (e) { if (i === times - 1) throw e; await sleep(i); } }',
      ),
    ],
    [
      'of the project that loops and looks at the answer',
      'helper 5xx',
      made('for (;;) { const r = await original.call(this, ...args); if (r.status < 500) return r; }'),
      'return FETCH;',
    ],
    [
      'of the project that logs',
      'absent',
      made('try { return await original.apply(this, args); } catch (e) { console.error(key, e); throw e; }'),
    ],
    [
      'of the project that calls it once',
      'absent',
      made(
        'const start = Date.now(); const result = await original.apply(this, args); console.log(key, Date.now() - start); return result;',
      ),
    ],
    [
      'that cannot be looked into, with a retry-like name',
      'unknown: withRetry cannot be looked into',
      "import { withRetry } from './resilience';",
    ],
    ['that cannot be looked into, with another name', 'absent', "import { again } from './logging';"],
  ])('%s', (_, expected, before, body = THROWS) => {
    const name = before.includes('withRetry') ? 'withRetry' : 'again';
    expect(verdict(`${before} class A { @${name}(3) async load() { ${body} } }`, { typescript: true })).toBe(expected);
  });

  it('may stand without arguments', () => {
    const code = `function again(target, key, descriptor) { const original = descriptor.value; descriptor.value = async function (...args) { while (true) { try { return await original.apply(this, args); } catch {} } }; } class A { @again async load() { ${THROWS} } }`;
    expect(verdict(code, { typescript: true })).toBe('helper any');
  });

  it('may be a modern one', () => {
    const code = `function again(original, context) { return async function (...args) { while (true) { try { return await original.apply(this, args); } catch {} } }; } class A { @again async load() { ${THROWS} } }`;
    expect(verdict(code, { typescript: true })).toBe('helper any');
  });

  it('may be imported', () => {
    const files = {
      '/repo/src/again.ts': `export ${made('for (;;) { try { return await original.apply(this, args); } catch {} }')}`,
    };
    const code = `import { again } from './again'; class A { @again(3) async load() { ${THROWS} } }`;
    expect(verdict(code, { typescript: true, files, path: '/repo/src/code.ts' })).toBe('helper any');
  });
});
