import { ArgumentError } from './arguments.ts';
import { checkArguments } from './check-arguments.ts';
import { check } from './check.ts';
import { explainPlace, ExplainError } from './explain.ts';
import { fixArguments } from './fix-arguments.ts';
import { fix } from './fix.ts';
import { generateTest } from './generate-test.ts';
import plugin from 'eslint-plugin-salesforce-resilience';

/** Where the command line prints to. */
export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const USAGE = `Usage: salesforce-resilience check [PATH…] [OPTIONS]
       salesforce-resilience fix [PATH…] [OPTIONS]          also: --fix, check --fix
       salesforce-resilience test FILE:FUNCTION
       salesforce-resilience rules [NAME]
       salesforce-resilience explain FILE[:LINE]

  check [PATH…] finds what loses or duplicates records in files and folders (.); ends with 1 when there is an error
    --preset recommended|strict     which rules, and whether one signal for Salesforce is enough (recommended)
    --rule NAME=off|warn|error      the severity of one rule; may be repeated
    --max-warnings N                ends with 1 when there are more warnings
    --format stylish|json|github    for people, for programs, or as annotations of GitHub (stylish)
  fix [PATH…] mends what has a fix that leaves nothing to be decided, in up to three rounds; where several files need the
  resilient client, it is created once, as a module; ends with 1 when something is left. Tests are left alone unless the
  settings say otherwise
    --dry-run                       prints a diff and writes nothing; the summary goes to the error stream
    --preset recommended|strict     which rules; --strict for short, here and for check
    --rule NAME                     mends what this rule finds only; may be repeated
    --holes                         takes fixes too that leave names to fill in, such as External_Id__c
  test FILE:FUNCTION writes a test beside the file, in the framework of its project (Vitest, Jest, Mocha, else node:test),
  that drives the function, or Class.method, through outages of Salesforce
  rules         lists the rules and what each asks for
  rules NAME    says what one rule asks for, its messages and its page
  explain FILE  says what is known about each Salesforce call in a file, or on one line of it`;

/**
 * Runs the command line.
 *
 * @param cwd - Working directory, which relative paths start from.
 * @returns the exit code: 0; 1 when `check` finds, or `fix` leaves, an error; 2 when the arguments are wrong or a file cannot be read.
 */
export async function runCli(args: readonly string[], output: Output, cwd: string): Promise<number> {
  const { out, error } = output;
  const [command, name, ...rest] = args;
  if (asksForHelp(args)) {
    out(USAGE);
    return 0;
  }
  if (command === '--version' || command === '-v') {
    out(plugin.meta.version);
    return 0;
  }
  const fixes = command === '--fix' || (command === 'check' && args.includes('--fix'));
  if (fixes || command === 'fix') {
    const behind = args.slice(1).filter((argument) => argument !== '--fix');
    return await told(() => fix(fixArguments(behind), output, cwd), output);
  }
  if (command === 'check') return await told(() => check(checkArguments(args.slice(1)), output, cwd), output);
  if (command === 'test' && name !== undefined && rest.length === 0)
    return await told(() => generateTest(name, output, cwd), output);
  if (command === 'explain' && name !== undefined && rest.length === 0)
    return await printExplanation(name, output, cwd);
  if (command !== 'rules' || rest.length > 0) {
    error(command === undefined ? USAGE : `Unknown arguments: ${args.join(' ')}\n\n${USAGE}`);
    return 2;
  }
  return printRules(name, output);
}

/** Whether help is asked for, of the tool or behind a command; what follows `--` are paths. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? args.length : end).some((argument) => argument === '--help' || argument === '-h');
}

/** Tells what is wrong with arguments or settings. */
async function told(act: () => Promise<number>, { error }: Output): Promise<number> {
  try {
    return await act();
  } catch (problem) {
    if (!(problem instanceof ArgumentError)) throw problem;
    error(problem.message);
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
