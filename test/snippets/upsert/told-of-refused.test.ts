import { describe, expect, it, vi } from 'vitest';
import { toldOfRefused } from '../../../snippets/src/upsert/told-of-refused.ts';

describe('toldOfRefused', () => {
  it('tells of an answer without refused records as it is', () => {
    const callback = vi.fn();
    const answer = [{ id: 'a', success: true, errors: [] }];
    toldOfRefused(callback)(null, answer);
    expect(callback.mock.calls).toEqual([[null, answer]]);
  });

  it('tells of refused records with an error, and of the answer', () => {
    const callback = vi.fn();
    const answer = [{ success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] }];
    toldOfRefused(callback)(null, answer);
    expect(callback.mock.calls).toEqual([[expect.any(Error), answer]]);
    expect(String(callback.mock.calls[0]?.[0])).toContain('REQUIRED_FIELD_MISSING');
  });

  it('tells of a failure as it is', () => {
    const callback = vi.fn();
    const failure = new Error('ERROR_HTTP_503');
    toldOfRefused(callback)(failure, undefined);
    expect(callback.mock.calls).toEqual([[failure, undefined]]);
  });

  it('lets what the callback throws pass', () => {
    const told = toldOfRefused(() => {
      throw new Error('a mistake');
    });
    expect(() => told(null, [])).toThrow('a mistake');
  });
});
