import { format } from 'node:util';
import type { Page } from 'playwright-core';

/** What the workbench is opened with. */
export interface WorkbenchRequest {
  /** Host and port of the page. */
  readonly authority: string;
  /** A folder, or a .code-workspace file. */
  readonly workspace: string;
  readonly payload: readonly (readonly [string, string])[];
}

/** The address of the workbench with a workspace open. */
export function workbenchUrl({ authority, workspace, payload }: WorkbenchRequest): string {
  const url = new URL(`http://${authority}/`);
  url.searchParams.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', workspace);
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** How a run of a suite ended: VS Code's exit code, or that it has not ended in time. */
export type Ending = number | 'timeout';

/**
 * Opens the workbench and waits for the end of the suite that its payload names.
 * @param write takes every line that the extension host and the workbench print
 */
export async function runInWorkbench(
  page: Page,
  request: WorkbenchRequest,
  { timeoutMs, write }: { timeoutMs: number; write: (line: string) => void },
): Promise<Ending> {
  let exit: (code: number) => void = () => undefined;
  const exited = new Promise<number>((resolve) => void (exit = resolve));
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => write(toLine(args)));
  await page.exposeFunction('codeAutomationExit', (code: number) => exit(code));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'timeout'>((resolve) => void (timer = setTimeout(() => resolve('timeout'), timeoutMs)));
  try {
    await page.goto(workbenchUrl(request), { waitUntil: 'domcontentloaded' });
    return await Promise.race([exited, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What console.log would print; the workbench's own lines come with styles, which are left out. */
function toLine(args: readonly unknown[]): string {
  const [first] = args;
  const styles = typeof first === 'string' ? (first.match(/%c/g) ?? []).length : 0;
  return format(...(styles > 0 ? args.slice(1 + styles) : args));
}
