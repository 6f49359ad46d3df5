import { mentionsSalesforce } from '../analysis/gate.ts';
import type { Settings } from '../analysis/settings/settings.ts';
import { isTestFile } from '../analysis/modules/is-test-file.ts';

/** Whether a file is worth being parsed: it can hold a Salesforce call, and is no test unless those are looked at too. */
export function isLookedAt(text: string, filename: string, cwd: string, { tests }: Settings): boolean {
  return mentionsSalesforce(text) && (tests || !isTestFile(filename, cwd));
}
