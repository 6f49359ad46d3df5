import plugin from 'eslint-plugin-salesforce-resilience';

/** Where the command line prints to. */
export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const USAGE = `Usage: salesforce-resilience rules [NAME]

  rules         lists the rules and what each asks for
  rules NAME    says what one rule asks for, its messages and its page`;

/**
 * Runs the command line.
 *
 * @returns the exit code: 0, or 2 when the arguments are wrong.
 */
export function runCli(args: readonly string[], { out, error }: Output): number {
  const [command, name, ...rest] = args;
  if (command === '--help' || command === '-h') {
    out(USAGE);
    return 0;
  }
  if (command === '--version' || command === '-v') {
    out(plugin.meta.version);
    return 0;
  }
  if (command !== 'rules' || rest.length > 0) {
    error(command === undefined ? USAGE : `Unknown arguments: ${args.join(' ')}\n\n${USAGE}`);
    return 2;
  }
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
