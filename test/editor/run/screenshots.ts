/**
 * `npm run screenshots`: pictures of the extension at work, for the README. `--latest`, `--extension=PATH` as for
 * test:editor; `--into=FOLDER` another folder than docs/images.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { extensionUnderTest } from './extension-under-test.ts';
import { inWorkbench } from './in-workbench.ts';
import { picturesOf, takePictures } from './take-pictures.ts';
import { walkInWorkbench } from './walk.ts';
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
  await mkdir(values.into, { recursive: true });
  const extension = await extensionUnderTest(folder, values.extension);
  const common = { runtime: values.latest ? 'latest' : 'floor', extension } as const;

  const { demo } = writeWorkspace(folder);
  await inWorkbench({ ...common, folder, project: demo, file: 'payments.js' }, (page) =>
    takePictures(page, picturesOf(page, values.into)),
  );

  await walkInWorkbench({ ...common, folder }, (step, page) => picturesOf(page, values.into)(`walk-${step}`));
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
