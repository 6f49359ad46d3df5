import * as vscode from 'vscode';
import { SECTION, openDemo, openText, waitForRules } from './editor.ts';
import { afterEach, describe, it } from './mocha.ts';

const { Workspace } = vscode.ConfigurationTarget;

const set = (key: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration(SECTION).update(key, value, Workspace);

// Nothing in it proves Salesforce: two weaker signs together make it likely.
const LIKELY = [
  'export async function load(auth) {',
  '  return fetch(`${auth.instance_url}/sobjects/Account`, { headers: { Authorization: `Bearer ${auth.access_token}` } });',
  '}',
  '',
].join('\n');

describe('settings', () => {
  afterEach(async () => {
    await set('rules', undefined);
    await set('minimumConfidence', undefined);
  });

  it('switch a rule off and on again, at once', async () => {
    const { document } = await openDemo();
    await waitForRules(document, ['require-idempotent-write', 'require-retry', 'require-retry']);
    await set('rules', { 'require-retry': 'off' });
    await waitForRules(document, ['require-idempotent-write']);
    await set('rules', undefined);
    await waitForRules(document, ['require-idempotent-write', 'require-retry', 'require-retry']);
  });

  it('leave out calls that are not sure enough', async () => {
    const { document } = await openText(LIKELY);
    await waitForRules(document, ['require-retry']);
    await set('minimumConfidence', 'certain');
    await waitForRules(document, []);
    await set('minimumConfidence', 'likely');
    await waitForRules(document, ['require-retry']);
  });
});
