import { TextDocument } from 'vscode-languageserver-textdocument';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movedRange } from '../../../extension/src/service/moved.ts';

/** The text with its marks after the part between `[` and `]` has become `put`; undefined where the marked part is gone. */
function moved(marked: string, put: string): string | undefined {
  const at = (sign: string): number => marked.indexOf(sign);
  const text = marked.replaceAll(/[«»[\]]/g, '');
  const offset = (sign: string): number => marked.slice(0, at(sign)).replaceAll(/[«»[\]]/g, '').length;
  const document = TextDocument.create('file:///a', 'x', 0, text);
  const range = (start: string, end: string) => ({
    start: document.positionAt(offset(start)),
    end: document.positionAt(offset(end)),
  });
  const change = { range: range('[', ']'), text: put };
  const result = movedRange(range('«', '»'), [change]);
  const after = TextDocument.applyEdits(document, [{ range: change.range, newText: put }]);
  if (!result) return undefined;
  const [start, end] = [result.start, result.end].map((one) =>
    TextDocument.create('file:///a', 'x', 0, after).offsetAt(one),
  );
  return `${after.slice(0, start)}«${after.slice(start, end)}»${after.slice(end)}`;
}

describe('a range moves with edits', () => {
  it.each([
    ['before it in its line', '[] a «b» c', 'x', 'x a «b» c'],
    ['of lines before it', 'a\n[]b\n«c»', 'x\ny\n', 'a\nx\ny\nb\n«c»'],
    ['that breaks its line', 'a [ ]«b»', '\n', 'a \n«b»'],
    ['that joins lines', 'a[\n]  «b»', '', 'a  «b»'],
    ['behind it', '«a» b[]', 'x', '«a» bx'],
    ['at its start', '[]«a»', 'x', 'x«a»'],
    ['at its end', '«a»[]', 'x', '«a»x'],
    ['within it', '«a[]b»', 'x\ny', '«ax\nyb»'],
    ['over its start', 'a [b «c]d»', 'x', 'a x«d»'],
    ['over its end', '«a[b» c]d', 'x', '«a»xd'],
  ])('%s', (_, marked, put, expected) => {
    expect(moved(marked, put)).toBe(expected);
  });

  it('unless its text is deleted', () => {
    expect(moved('a [«b» c]', '')).toBeUndefined();
    expect(moved('a [«b»]', 'x')).toBeUndefined();
  });

  it('with several, one after the other', () => {
    const line = (number: number) => ({ line: number, character: 0 });
    const above = { range: { start: line(0), end: line(0) }, text: '\n' };
    expect(movedRange({ start: line(1), end: line(2) }, [above, above])).toEqual({ start: line(3), end: line(4) });
  });

  it('and keeps its text wherever the edit does not touch it', () => {
    const part = fc.stringMatching(/^[ab\n]{0,6}$/);
    fc.assert(
      fc.property(part, part, part, fc.stringMatching(/^[cd\n]{1,6}$/), part, part, (a, b, c, own, d, put) => {
        const kept = (text: string | undefined): string | undefined => text && /«([^»]*)»/.exec(text)?.[1];
        expect(kept(moved(`${a}[${b}]${c}«${own}»${d}`, put))).toBe(own);
        expect(kept(moved(`${a}«${own}»${c}[${b}]${d}`, put))).toBe(own);
      }),
    );
  });
});
