import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const MODULE = path.resolve(import.meta.dirname, '../../../extension/src/server/node/keep-heap-small.ts');

it('sets what V8 knows: it would say so otherwise', () => {
  const code = `import { keepHeapSmall } from '${pathToFileURL(MODULE).href}'; keepHeapSmall();`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
