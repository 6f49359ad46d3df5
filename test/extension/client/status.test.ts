import { describe, expect, it } from 'vitest';
import { statusOf } from '../../../extension/src/client/status.ts';
import type { CallItem, Exposure } from '../../../extension/src/protocol/requests.ts';

/** The texts as they are, values filled in. */
const english = {
  t: (message: string, ...values: (string | number)[]): string =>
    message.replaceAll(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
};

const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
const calls = (...exposures: Exposure[]): CallItem[] =>
  exposures.map((exposure) => ({ location: { uri: 'file:///a.js', range }, label: 'POST', detail: '', exposure }));

describe('statusOf', () => {
  it('counts the exposed calls of the file in front, and shows them on a click', () => {
    expect(statusOf('running', calls('lost', 'safe', 'duplicated', 'unknown'), english)).toEqual({
      text: '$(cloud) 2 exposed calls',
      tooltip: 'Salesforce calls in this file: 4. Exposed to an outage: 2.',
      opens: 'calls',
      level: 'warning',
    });
    expect(statusOf('running', calls('early'), english)?.text).toBe('$(cloud) 1 exposed call');
  });

  it('is calm about calls that none is exposed of', () => {
    expect(statusOf('running', calls('safe', 'unknown'), english)).toMatchObject({
      text: '$(pass) Salesforce',
      level: 'plain',
    });
  });

  it('says nothing about a file without Salesforce calls, or in another language', () => {
    expect(statusOf('running', [], english)).toBeUndefined();
    expect(statusOf('running', undefined, english)).toBeUndefined();
    expect(statusOf('stopped', undefined, english)).toBeUndefined();
  });

  it('says that the server starts, and that it has stopped, and leads to the log', () => {
    expect(statusOf('starting', [], english)).toMatchObject({ text: '$(loading~spin) Salesforce', opens: 'output' });
    expect(statusOf('stopped', calls('lost'), english)).toMatchObject({ level: 'error', opens: 'output' });
  });
});
