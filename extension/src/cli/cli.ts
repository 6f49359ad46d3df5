import { ArgumentError, checkArguments } from './check-arguments.ts';
import { check } from './check.ts';
import { explainPlace, ExplainError } from './explain.ts';
import plugin from 'eslint-plugin-salesforce-resilience';

/** Where the command line prints to. */
export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const USAGE = `Usage: salesforce-resilience check [PATH…] [OPTIONS]
       salesforce-resilience rules [NAME]
       salesforce-resilience explain FILE[:LINE]

  check [PATH…] finds what loses or duplicates records in files and folders (.); ends with 1 when there is an error
    --preset recommended|strict     which rules, and whether one signal for Salesforce is enough (recommended)
    --rule NAME=off|warn|error      the severity of one rule; may be repeated
    --max-warnings N                ends with 1 when there are more warnings
    --format stylish|json|github    for people, for programs, or as annotations of GitHub (stylish)
  rules         lists the rules and what each asks for
  rules NAME    says what one rule asks for, its messages and its page
  explain FILE  says what is known about each Salesforce call in a file, or on one line of it`;

/**
 * Runs the command line.
 *
 * @param cwd - Working directory, which relative paths start from.
 * @returns the exit code: 0; 1 when `check` finds an error; 2 when the arguments are wrong or a file cannot be read.
 */
export async function runCli(args: readonly string[], output: Output, cwd: string): Promise<number> {
  const { out, error } = output;
  const [command, name, ...rest] = args;
  if (command === '--help' || command === '-h') {
    out(USAGE);
    return 0;
  }
  if (command === '--version' || command === '-v') {
    out(plugin.meta.version);
    return 0;
  }
  if (command === 'check') return await checkAll(args.slice(1), output, cwd);
  if (command === 'explain' && name !== undefined && rest.length === 0)
    return await printExplanation(name, output, cwd);
  if (command !== 'rules' || rest.length > 0) {
    error(command === undefined ? USAGE : `Unknown arguments: ${args.join(' ')}\n\n${USAGE}`);
    return 2;
  }
  return printRules(name, output);
}

async function checkAll(args: readonly string[], output: Output, cwd: string): Promise<number> {
  try {
    return await check(checkArguments(args), output, cwd);
  } catch (problem) {
    if (!(problem instanceof ArgumentError)) throw problem;
    output.error(problem.message);
    return 2;
  }
}

async function printExplanation(place: string, { out, error }: Output, cwd: string): Promise<number> {
  try {
    out(await explainPlace(place, cwd));
    return 0;
  } catch (problem) {
    if (!(problem instanceof ExplainError || problem instanceof TypeError)) throw problem;
    error(problem.message);
    return 2;
  }
}

function printRules(name: string | undefined, { out, error }: Output): number {
  if (name === undefined) {
    for (const [rule, { meta }] of Object.entries(plugin.rules)) out(`${rule.padEnd(26)} ${meta.docs.description}`);
    return 0;
  }
  const rule = plugin.rules[name];
  if (!rule) {
    error(`There is no rule '${name}'. The rules are ${Object.keys(plugin.rules).join(', ')}.`);
    return 2;
  }
  const messages = Object.values(rule.meta.messages ?? {}).map((message) => `  - ${message}`);
  out([`${name}: ${rule.meta.docs.description}`, '', 'It says:', ...messages, '', rule.meta.docs.url].join('\n'));
  return 0;
}
