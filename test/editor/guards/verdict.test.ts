import { describe, expect, it } from 'vitest';
import { type Observation, judge } from '../run/verdict.ts';

const NORMAL_END = '[12:00:01] <1234> Extension Host Process exited with code: 0, signal: null.\n';

const green = JSON.stringify({ passed: ['opens'], failed: [], skipped: [] });

const problemsOf = (seen: Partial<Observation>) =>
  judge({ ending: 0, serverLog: NORMAL_END, result: green, ...seen }).problems;

describe('a run is green', () => {
  it('when all tests have passed and everything ended by itself', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ serverLog: '' })).toEqual([]);
  });
});

describe('a run is not green', () => {
  it('when the extension host was killed, which VS Code reports as 0', () => {
    const serverLog = '[12:00:01] <1234> Extension Host Process exited with code: null, signal: SIGKILL.\n';
    expect(problemsOf({ serverLog })).toEqual(['The extension host died: code null, signal SIGKILL.']);
  });

  it('when the extension host did not find one of its modules', () => {
    const serverLog = `${NORMAL_END}Extension Host Process exited with code: 1, signal: null.\n`;
    expect(problemsOf({ serverLog })).toEqual(['The extension host died: code 1, signal null.']);
  });

  it('when a test called process.exit(0): there is no result', () => {
    expect(problemsOf({ result: undefined })).toEqual([
      'The suite wrote no result: it was ended before all its tests had run.',
    ]);
  });

  it('when the result is half written', () => {
    expect(problemsOf({ result: green.slice(0, 9) })).toEqual([
      'The suite wrote no result: it was ended before all its tests had run.',
    ]);
  });

  it('when no test ran', () => {
    const result = JSON.stringify({ passed: [], failed: [], skipped: [] });
    expect(problemsOf({ result })).toEqual(['The suite ran no test.']);
  });

  it('when it did not end, even with a result', () => {
    expect(problemsOf({ ending: 'timeout' })).toEqual(['The suite did not end in time.']);
  });

  it('when a test failed', () => {
    const result = JSON.stringify({ passed: ['opens'], failed: [{ title: 'hover', message: 'none' }], skipped: [] });
    expect(problemsOf({ ending: 1, result })).toEqual(['hover: none']);
    expect(problemsOf({ ending: 0, result })).toEqual(['hover: none']);
  });

  it('when a test was skipped', () => {
    const result = JSON.stringify({ passed: ['opens'], failed: [], skipped: ['hover'] });
    expect(problemsOf({ result })).toEqual(['hover: was skipped.']);
  });

  it('when VS Code says so', () => {
    expect(problemsOf({ ending: 1 })).toEqual(['VS Code ended with code 1.']);
  });
});
