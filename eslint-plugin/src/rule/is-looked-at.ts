import { mayHoldCall } from '../analysis/gate.ts';
import type { Settings } from '../analysis/settings/settings.ts';
import { isTestFile } from '../analysis/modules/is-test-file.ts';

/**
 * Whether a file is worth being parsed: it can hold a Salesforce call, and is no test unless those are looked at too.
 *
 * @param isOfSalesforce - Whether the project of a file has to do with Salesforce, where that can be read.
 */
export function isLookedAt(
  text: string,
  filename: string,
  cwd: string,
  { tests }: Settings,
  isOfSalesforce?: (path: string) => boolean,
): boolean {
  return mayHoldCall(text, filename, isOfSalesforce) && (tests || !isTestFile(filename, cwd));
}
