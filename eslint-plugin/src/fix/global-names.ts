import type { SourceView } from '../analysis/source.ts';
import { outerVariablesOf } from '../analysis/values/bindings.ts';

/** Globals that templates name, as values or types. */
const GLOBALS =
  /^(?:AbortController|AbortSignal|Array|DOMException|Date|Error|Headers|JSON|Map|Math|Number|Object|Parameters|Partial|Pick|Promise|RangeError|ReadableStream|Readonly|Record|Request|Response|Set|String|Symbol|TypeError|URL)$/;

/**
 * Code of a template that means the globals also where a file has others by their names, such as the `Request` and
 * `Response` of Express.
 */
export function meaningGlobals(code: string, source: SourceView): string {
  const names = outerVariablesOf(source).flatMap(({ name }) => (GLOBALS.test(name) ? [name] : []));
  if (names.length === 0) return code;
  // Comments and strings stay as they are, and so does the name of a property.
  const pattern = new RegExp(
    String.raw`/\*[^]*?\*/|//[^\n]*|'(?:[^'\\\n]|\\.)*'|(?<![\w.])(?:${names.join('|')})(?![\w:])`,
    'g',
  );
  return code.replaceAll(pattern, (found) => (names.includes(found) ? `globalThis.${found}` : found));
}
