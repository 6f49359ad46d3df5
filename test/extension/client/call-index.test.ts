import { beforeEach, describe, expect, it } from 'vitest';
import { CallIndex } from '../../../extension/src/client/call-index.ts';
import type { CallItem, Exposure } from '../../../extension/src/protocol/requests.ts';

/** A call in a file, on a line. */
function call(uri: string, line: number, exposure: Exposure): CallItem {
  const range = { start: { line, character: 2 }, end: { line, character: 9 } };
  return { location: { uri, range }, label: `call ${line}`, detail: 'fetch, nothing repeats it', exposure };
}

const A = 'file:///w/a.js';
const B = 'file:///w/b.js';

describe('CallIndex', () => {
  let index: CallIndex;
  beforeEach(() => {
    index = new CallIndex();
  });

  const shown = (): unknown =>
    index.groups().map(({ exposure, count, files }) => ({
      exposure,
      count,
      files: files.map(({ uri, calls }) => `${uri}: ${calls.map(({ label }) => label).join(', ')}`),
    }));

  it('groups by exposure, the worst first, then by file and place', () => {
    index.set(B, [call(B, 9, 'lost'), call(B, 3, 'lost'), call(B, 5, 'safe')]);
    index.set(A, [call(A, 1, 'lost'), call(A, 2, 'duplicated')]);
    expect(shown()).toEqual([
      { exposure: 'duplicated', count: 1, files: [`${A}: call 2`] },
      { exposure: 'lost', count: 3, files: [`${A}: call 1`, `${B}: call 3, call 9`] },
      { exposure: 'safe', count: 1, files: [`${B}: call 5`] },
    ]);
  });

  it('counts as exposed what an outage does harm to', () => {
    index.set(
      A,
      (['duplicated', 'lost', 'early', 'unknown', 'safe'] as const).map((one, line) => call(A, line, one)),
    );
    expect(index.exposedCount()).toBe(3);
  });

  it('takes the newest calls of a file, and forgets one that has none left', () => {
    index.set(A, [call(A, 1, 'lost'), call(A, 2, 'lost')]);
    index.set(A, [call(A, 7, 'safe')]);
    expect(index.callsOf(A).map(({ label }) => label)).toEqual(['call 7']);
    index.set(A, []);
    expect(shown()).toEqual([]);
  });

  it('replaces by a scan what that has looked at, and keeps the rest', () => {
    index.set(A, [call(A, 1, 'lost')]);
    index.set('file:///other/c.js', [call('file:///other/c.js', 1, 'lost')]);
    index.setAll([call(B, 4, 'early')], 'file:///w');
    expect(shown()).toEqual([
      { exposure: 'lost', count: 1, files: ['file:///other/c.js: call 1'] },
      { exposure: 'early', count: 1, files: [`${B}: call 4`] },
    ]);
  });

  it('follows what it lists, and all of a folder that was gone through', () => {
    index.set('file:///other/c.js', [call('file:///other/c.js', 1, 'lost')]);
    expect([A, 'file:///other/c.js'].map((uri) => index.follows(uri))).toEqual([false, true]);
    index.setAll([], 'file:///w');
    expect([A, 'file:///other/d.js', 'file:///world.js'].map((uri) => index.follows(uri))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('forgets a file, and a folder with all in it, but no neighbour of a similar name', () => {
    for (const uri of [A, 'file:///w/lib/b.js', 'file:///w/library.js']) index.set(uri, [call(uri, 1, 'lost')]);
    index.remove('file:///w/lib');
    index.remove(A);
    expect(shown()).toEqual([{ exposure: 'lost', count: 1, files: ['file:///w/library.js: call 1'] }]);
  });
});
