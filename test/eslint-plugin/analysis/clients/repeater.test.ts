import { expect, it } from 'vitest';
import { repeaterAt } from '../../../../eslint-plugin/src/analysis/clients/retries.ts';
import { json } from '../../../support/memory-files.ts';
import { callIn } from '../../../support/model.ts';

const CODE = "import jsforce from 'jsforce'; new jsforce.Connection({}).sobject('Account').create({});";

it.each([
  ['nobody says', undefined, undefined, 'jsforce from version 3 on'],
  ['package.json says', { dependencies: { jsforce: '^3.10' } }, undefined, 'jsforce'],
  ['the settings say', undefined, { jsforceVersion: 3 }, 'jsforce'],
])('is told with its version where %s which one there is', (_, manifest, settings, expected) => {
  const files = manifest && { '/repo/.git/HEAD': '', '/repo/package.json': json(manifest) };
  const { client, node } = callIn(CODE, { ...(files ? { files } : {}), ...(settings ? { settings } : {}) });
  expect(repeaterAt(client, node)).toBe(expected);
});

it('is told by its name where every version repeats', () => {
  const { client, node } = callIn(
    "import got from 'got'; got('https://acme.my.salesforce.com/services/data/v60.0/limits');",
  );
  expect(repeaterAt(client, node)).toBe('got');
});
