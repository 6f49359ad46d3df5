import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Files } from 'eslint-plugin-salesforce-resilience/analysis';
import { expect, it } from 'vitest';
import { configurationFrom } from '../../../extension/src/service/configuration.ts';
import { createDocuments } from '../../../extension/src/service/documents.ts';
import { documentOf } from './service-of.ts';

const CODE = 'export const load = () => fetch(`${base}/services/data/v60.0/limits`);\n';
const NO_FILES: Files = { read: () => undefined, list: () => [] };

it.each([
  ['with a disk', { files: NO_FILES }],
  ['without one', {}],
])('keeps nothing of a document that was closed, %s', async (_, options) => {
  const { configuration } = configurationFrom({}, '/project');
  const documents = createDocuments({ ...options, configurationOf: () => configuration });
  const look = (): WeakRef<object> => {
    const linted = documents.lintedOf(documentOf('src/load.ts', CODE));
    expect(linted?.script?.findings).not.toEqual([]);
    const { ast } = linted?.script?.source ?? {};
    if (!ast) throw new Error('Nothing was found in it.');
    return new WeakRef(ast);
  };
  const tree = look();
  documents.forget('file:///project/src/load.ts');
  // What is asked of a WeakRef is kept until the end of the turn.
  await new Promise((resolve) => setTimeout(resolve));
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  expect(tree.deref()).toBeUndefined();
});
