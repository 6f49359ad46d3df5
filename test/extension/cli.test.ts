import path from 'node:path';
import plugin from 'eslint-plugin-salesforce-resilience';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../extension/src/cli/cli.ts';

/** What the command line prints and the code it ends with. */
async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, { out: (text) => out.push(text), error: (text) => err.push(text) }, root);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

const root = path.resolve(import.meta.dirname, '../..');

describe('salesforce-resilience', () => {
  it('lists every rule with what it asks for', async () => {
    const { code, out } = await run('rules');
    expect(code).toBe(0);
    for (const [name, { meta }] of Object.entries(plugin.rules))
      expect(out).toMatch(new RegExp(`^${name} +${meta.docs.description}$`, 'm'));
  });

  it('explains one rule with its messages and its page', async () => {
    const { code, out } = await run('rules', 'require-retry');
    expect(code).toBe(0);
    expect(out).toContain('  - Nothing repeats this {{method}} {{target}}');
    expect(out).toContain('/docs/rules/require-retry.md');
  });

  it('says its version and its usage', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: plugin.meta.version, err: '' });
  });

  it.each([['--help'], ['-h'], ['check', '--help'], ['fix', 'src', '-h'], ['explain', '--help']])(
    'says its usage when asked for help: %s %s',
    async (...args) => {
      const { code, out, err } = await run(...args);
      expect(out).toContain('       salesforce-resilience rules [NAME]');
      expect([code, err]).toEqual([0, '']);
    },
  );

  it('takes what follows -- for paths', async () => {
    const { code, err } = await run('check', '--', '--help');
    expect(err).toContain('--help: there is no such file or folder.');
    expect(code).toBe(2);
  });

  it.each([
    [['rules', 'require-luck'], "There is no rule 'require-luck'. The rules are "],
    [['chekc'], 'Unknown arguments: chekc'],
    [['explain'], 'Unknown arguments: explain'],
    [['rules', 'require-retry', 'more'], 'Unknown arguments: rules require-retry more'],
    [[], 'Usage: salesforce-resilience'],
  ])('ends with 2 and says what is wrong with %j', async (args, message) => {
    const { code, err } = await run(...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
