import * as vscode from 'vscode';
import { DEMO_RULES, SECTION, openDemo, openText, waitForRules } from './editor.ts';
import { afterEach, describe, it } from './mocha.ts';

const { Workspace } = vscode.ConfigurationTarget;

const set = (key: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration(SECTION).update(key, value, Workspace);

const WITHOUT_RETRY = DEMO_RULES.filter((rule) => rule !== 'require-retry');

// Nothing in it proves Salesforce: two weaker signs together make it likely.
const LIKELY = [
  'export async function load(auth) {',
  '  return fetch(`${auth.instance_url}/sobjects/Account`, { signal, headers: { Authorization: `Bearer ${auth.access_token}` } });',
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
    await waitForRules(document, DEMO_RULES);
    await set('rules', { 'require-retry': 'off' });
    await waitForRules(document, WITHOUT_RETRY);
    await set('rules', undefined);
    await waitForRules(document, DEMO_RULES);
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
