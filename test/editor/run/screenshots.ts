/**
 * `npm run screenshots`: pictures of the extension at work, for the README. `--latest`, `--extension=PATH` as for
 * test:editor; `--into=FOLDER` another folder than docs/images.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { extensionUnderTest } from './extension-under-test.ts';
import { takePictures } from './take-pictures.ts';
import { findRuntime } from './vscode-runtime.ts';
import { installVsix, startServer } from './vscode-server.ts';
import { openPage, workbenchUrl } from './workbench.ts';
import { writeWorkspace } from './workspace.ts';

const { values } = parseArgs({
  options: {
    latest: { type: 'boolean', default: false },
    extension: { type: 'string' },
    into: { type: 'string', default: path.resolve(import.meta.dirname, '../../../docs/images') },
  },
});

const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-screenshots-'));
try {
  const runtime = findRuntime(values.latest ? 'latest' : 'floor');
  const { demo } = writeWorkspace(folder);
  installVsix(runtime, await extensionUnderTest(folder, values.extension), folder);
  await mkdir(values.into, { recursive: true });
  // The workbench of a user, not that of a test, which shows no notifications.
  const server = await startServer(runtime, {
    folder,
    isTesting: false,
    settings: { 'workbench.colorTheme': 'Default Light Modern', 'editor.minimap.enabled': false },
  });
  try {
    const browser = await openPage(folder);
    const { authority } = server;
    const file = `vscode-remote://${authority}${path.join(demo, 'payments.js')}`;
    try {
      await browser.page.goto(workbenchUrl({ authority, workspace: demo, payload: [['openFile', file]] }));
      await takePictures(browser.page, values.into);
    } finally {
      await browser.stop();
    }
  } finally {
    await server.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
