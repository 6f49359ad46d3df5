import path from 'node:path';
import type { Page } from 'playwright-core';
import { openPage } from '../../support/open-page.ts';
import { findRuntime, type RuntimeName } from './vscode-runtime.ts';
import { installVsix, startServer } from './vscode-server.ts';
import { workbenchUrl } from './workbench.ts';

/** What a workbench is opened for. */
export interface WorkbenchUse {
  readonly runtime: RuntimeName;
  /** For everything that is written. */
  readonly folder: string;
  /** A .vsix file. */
  readonly extension: string;
  /** The folder that is open. */
  readonly project: string;
  /** A file of it that is shown at once. */
  readonly file?: string;
  /** User settings beside the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether folders are asked about before they are trusted. */
  readonly asksForTrust?: boolean;
}

/** Installs the extension as a user would, and uses the workbench as one sees it; that of a test shows no notifications. */
export async function inWorkbench(use: WorkbenchUse, act: (page: Page) => Promise<void>): Promise<void> {
  const { folder, extension, project, file, settings = {}, asksForTrust = false } = use;
  const runtime = findRuntime(use.runtime);
  installVsix(runtime, extension, folder);
  const looks = { 'workbench.colorTheme': 'Default Light Modern', 'editor.minimap.enabled': false };
  const server = await startServer(runtime, {
    folder,
    isTesting: false,
    asksForTrust,
    settings: { ...looks, ...settings },
  });
  try {
    const { authority } = server;
    const browser = await openPage(folder);
    const payload =
      file === undefined ? [] : [['openFile', `vscode-remote://${authority}${path.join(project, file)}`] as const];
    try {
      await browser.page.goto(workbenchUrl({ authority, workspace: project, payload }));
      await act(browser.page);
    } finally {
      await browser.stop();
    }
  } finally {
    await server.stop();
  }
}
