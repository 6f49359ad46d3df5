import type { SalesforceCall } from '../analysis/call.ts';
import { type Edit, insertAt, overlap } from './edit.ts';
import { insertOnce } from './insert-once.ts';
import { isTypeScript, type Target } from './insert-template.ts';
import { narrowedIn } from './narrowed-in.ts';
import { promised } from './promised.ts';
import { TEMPLATES } from './templates.generated.ts';

/** `await fetch(url)` becomes `await throughBreaker(() => fetch(url))`, whatever repeats it; undefined where nothing waits for it. */
export function throughBreaker(call: SalesforceCall, target: Target): readonly Edit[] | undefined {
  const { callback } = call.client;
  const found = callback === 'answer' || callback === 'events' || call.kind !== 'request' ? undefined : promised(call);
  if (!found) return undefined;
  const { whole, waits } = found;
  const known = isTypeScript(target.filename) ? narrowedIn(whole).map((node) => insertAt(node.range[1], '!')) : [];
  const { name, edits: inserted } = insertOnce(TEMPLATES.throughBreaker, 'throughBreaker', target);
  const before = insertAt(whole.range[0], `${name}(${waits ? 'async ' : ''}() => `);
  const edits = [...inserted, before, ...known, insertAt(whole.range[1], ')')];
  return overlap(edits) ? undefined : edits;
}
