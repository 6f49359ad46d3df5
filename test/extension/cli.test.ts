import plugin from 'eslint-plugin-salesforce-resilience';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../extension/src/cli/cli.ts';

/** What the command line prints and the code it ends with. */
function run(...args: readonly string[]): { code: number; out: string; err: string } {
  const out: string[] = [];
  const err: string[] = [];
  const code = runCli(args, { out: (text) => out.push(text), error: (text) => err.push(text) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('salesforce-resilience', () => {
  it('lists every rule with what it asks for', () => {
    const { code, out } = run('rules');
    expect(code).toBe(0);
    for (const [name, { meta }] of Object.entries(plugin.rules))
      expect(out).toMatch(new RegExp(`^${name} +${meta.docs.description}$`, 'm'));
  });

  it('explains one rule with its messages and its page', () => {
    const { code, out } = run('rules', 'require-retry');
    expect(code).toBe(0);
    expect(out).toContain('  - Nothing repeats this {{method}} {{target}}');
    expect(out).toContain('/docs/rules/require-retry.md');
  });

  it('says its version and its usage', () => {
    expect(run('--version')).toEqual({ code: 0, out: plugin.meta.version, err: '' });
    expect(run('--help').out).toContain('Usage: salesforce-resilience rules [NAME]');
  });

  it.each([
    [['rules', 'require-luck'], "There is no rule 'require-luck'. The rules are "],
    [['chekc'], 'Unknown arguments: chekc'],
    [['rules', 'require-retry', 'more'], 'Unknown arguments: rules require-retry more'],
    [[], 'Usage: salesforce-resilience'],
  ])('ends with 2 and says what is wrong with %j', (args, message) => {
    const { code, err } = run(...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
