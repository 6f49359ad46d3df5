import * as vscode from 'vscode';

/** The extension under test. */
export const EXTENSION = 'salesforce-resilience.salesforce-resilience';
const SOURCE = 'salesforce-resilience';
export const SECTION = 'salesforceResilience';

/** What is wrong with the demo, in the order of the names. */
export const DEMO_RULES = [
  'no-swallowed-failure',
  'require-idempotent-write',
  'require-retry',
  'require-retry',
  'require-timeout',
  'require-timeout',
];

const WAIT_MS = 15_000;
const POLL_MS = 50;

let opened = 0;

/** The folder of a project of the workspace; the demo unless named. */
export function projectFolder(name = 'payments'): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.find((one) => one.name === name);
  if (!folder) throw new Error(`The workspace has no folder ${name}.`);
  return folder.uri;
}

/** Shows a file in the editor. */
async function show(uri: vscode.Uri): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

/** A new file of a project with this text, shown in the editor. No test sees the file of another one. */
export async function openText(
  text: string,
  { project, extension = 'js' }: { project?: string; extension?: string } = {},
) {
  const uri = vscode.Uri.joinPath(projectFolder(project), `file-${++opened}.${extension}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return show(uri);
}

/** A copy of the broken demo, shown in the editor. */
export async function openDemo(project?: string): Promise<vscode.TextEditor> {
  const demo = vscode.Uri.joinPath(projectFolder(project), 'payments.js');
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(demo));
  return openText(text, { ...(project === undefined ? {} : { project }) });
}

/** A copy of the demo without the program that it runs at once: its function is exported. */
export async function openModule(): Promise<vscode.TextEditor> {
  const demo = vscode.Uri.joinPath(projectFolder(), 'payments.js');
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(demo));
  const program = text.slice(0, text.indexOf('\nconst token = await login();'));
  return openText(program.replace('async function recordPayment', 'export async function recordPayment'));
}

/**
 * Asks until there is an answer.
 * @throws after 15 s, with what was waited for
 */
export async function until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${WAIT_MS / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Our diagnostics of a document as they are now. */
export const findingsOf = ({ uri }: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === SOURCE);

/** The rules that our diagnostics of a document name, sorted. */
const rulesOf = (document: vscode.TextDocument): string[] => findingsOf(document).map(ruleOf).sort();

/** The rule of a diagnostic. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** Waits until our diagnostics of a document are of exactly these rules. */
export async function waitForRules(document: vscode.TextDocument, rules: readonly string[]): Promise<void> {
  const expected = [...rules].sort().join();
  await until(`the findings ${expected || '(none)'} instead of ${rulesOf(document).join()}`, () =>
    rulesOf(document).join() === expected ? true : undefined,
  );
}

/** Waits for the diagnostics of a document, and gives the first of a rule. */
export const findingOf = (document: vscode.TextDocument, rule: string): Promise<vscode.Diagnostic> =>
  until(`a finding of ${rule}`, () => findingsOf(document).find((one) => ruleOf(one) === rule));

/**
 * The code actions of a kind at a diagnostic. VS Code cancels the question when any provider is registered meanwhile,
 * which is no answer: it is asked again.
 */
export async function actionsAt(document: vscode.TextDocument, finding: vscode.Diagnostic, kind = 'quickfix') {
  return until(`code actions of kind ${kind}`, async () => {
    const found = await notCancelled<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
      kind,
      20,
    );
    return found && found.length > 0 ? found : undefined;
  });
}

/** What a command of VS Code answers; nothing when it was cancelled. */
export async function notCancelled<T>(command: string, ...args: readonly unknown[]): Promise<T | undefined> {
  try {
    return await vscode.commands.executeCommand<T>(command, ...args);
  } catch (error) {
    if (/cancel/i.test(String(error))) return undefined;
    throw error;
  }
}

/** Carries out a code action as the light bulb does: its edit, then its command. */
export async function apply({ title, edit, command }: vscode.CodeAction): Promise<void> {
  if (!edit && !command) throw new Error(`The action '${title}' has neither edit nor command.`);
  if (edit && !(await vscode.workspace.applyEdit(edit))) throw new Error(`VS Code did not apply '${title}'.`);
  if (command) await vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
}
