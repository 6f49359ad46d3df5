import { applyPatch } from 'diff';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unifiedDiff } from '../../extension/src/cli/unified-diff.ts';

const text = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'c', 'd', '', '}', '{')), fc.boolean())
  .map(([lines, isEnded]) => lines.join('\n') + (isEnded ? '\n' : ''));

it('leads from one text to the other, whatever they are', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after);
      expect(applyPatch(before, unifiedDiff({ before, after }, 'a.js'))).toBe(after);
    }),
    { numRuns: 500 },
  );
});

it('says what changes with three lines around it', () => {
  const before = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`).join('');
  const after = before.replace('line 10\n', 'line ten\n').replace('line 20\n', 'line 20');
  expect(unifiedDiff({ before, after }, 'src/a.js').split('\n')).toEqual([
    'diff --git a/src/a.js b/src/a.js',
    '--- a/src/a.js',
    '+++ b/src/a.js',
    '@@ -7,7 +7,7 @@',
    ...[' line 7', ' line 8', ' line 9', '-line 10', '+line ten', ' line 11', ' line 12', ' line 13'],
    '@@ -17,4 +17,4 @@',
    ...[' line 17', ' line 18', ' line 19', '-line 20', '+line 20', '\\ No newline at end of file'],
  ]);
});

it('says that a file is new', () => {
  expect(unifiedDiff({ before: undefined, after: 'a\nb\n' }, 'a.js').split('\n')).toEqual([
    ...['diff --git a/a.js b/a.js', 'new file mode 100644', '--- /dev/null', '+++ b/a.js', '@@ -0,0 +1,2 @@'],
    ...['+a', '+b'],
  ]);
});
