import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const demo = path.resolve(import.meta.dirname, '../../demo');

/** Writes the workspace of a run: the broken demo as a project, and a second one whose settings differ. */
export function writeWorkspace(folder: string): { readonly file: string; readonly demo: string } {
  const workspace = path.join(folder, 'workspace');
  const payments = path.join(workspace, 'payments');
  const legacy = path.join(workspace, 'legacy');
  for (const [project, settings] of [
    [payments, {}],
    [legacy, { 'salesforceResilience.rules': { 'require-retry': 'off' } }],
  ] as const) {
    mkdirSync(path.join(project, '.vscode'), { recursive: true });
    copyFileSync(path.join(demo, 'payments.js'), path.join(project, 'payments.js'));
    writeJson(path.join(project, 'package.json'), { name: path.basename(project), private: true, type: 'module' });
    writeJson(path.join(project, '.vscode/settings.json'), settings);
  }
  const file = path.join(workspace, 'demo.code-workspace');
  writeJson(file, { folders: [{ path: 'payments' }], settings: {} });
  return { file, demo: payments };
}

/** Where the suite writes its result; it finds this by the workspace file, since a web worker has no environment. */
export const resultFileOf = (folder: string): string => path.join(folder, 'result.json');

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
