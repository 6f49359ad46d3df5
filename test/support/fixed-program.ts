import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import type { Fault } from './fake-salesforce.ts';
import { FakeSalesforce } from './fake-salesforce.ts';

const NAMESPACE = 'salesforce-resilience';

/** What the rules find in a program. */
export function findingsIn(code: string): Linter.LintMessage[] {
  return new Linter().verify(code, [{ ...plugin.configs.strict, files: ['**/*.mjs'] }], { filename: 'program.mjs' });
}

/** The program after the first suggestion of a rule. */
export function fixedBy(rule: string, code: string): string {
  const found = findingsIn(code).find(({ ruleId }) => ruleId === `${NAMESPACE}/${rule}`);
  const fix = found?.suggestions?.[0]?.fix;
  if (!fix) throw new Error(`${rule} ${found ? 'suggests nothing' : 'finds nothing'} in ${code}`);
  return code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
}

/** What a program left in the org, and what it said. */
export interface Outcome {
  readonly recorded: number;
  readonly duplicates: number;
  readonly requests: number;
  readonly early: number;
  readonly stdout: string;
}

/** Where the packages that programs import are found. */
const HOME = path.resolve(import.meta.dirname, '..');

/**
 * Runs a program, an ES module, in a process of its own against the fake Salesforce.
 *
 * @param faults - What happens to the requests of the program, one after the other.
 */
export async function run(code: string, faults: readonly Fault[]): Promise<Outcome> {
  let left: Fault[] = [];
  const salesforce = new FakeSalesforce({ faults: () => left.shift() });
  const url = await salesforce.start();
  const env = { ...process.env, SF_URL: url, SF_TOKEN: await tokenFrom(url) };
  const before = salesforce.requests;
  left = [...faults];
  // Without jitter a run takes no longer than what Retry-After asks for.
  const program = `Math.random = () => 0;\n${code}`;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: HOME,
      env,
    });
    const { recorded, duplicates } = salesforce.ledger;
    const { early, requests } = salesforce;
    return { recorded, duplicates, early, requests: requests - before, stdout: stdout.trim() };
  } finally {
    await salesforce.stop();
  }
}

async function tokenFrom(url: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const response = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body });
  return ((await response.json()) as { access_token: string }).access_token;
}
