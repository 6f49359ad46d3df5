import { describe, expect, it } from 'vitest';
import { answerOrThrow } from '@salesforce-resilience/snippets/client/answer-or-throw';

const answer = (status: number) => ({ getResponseCode: () => status, getContentText: () => 'busy' });

describe('answerOrThrow', () => {
  it.each([200, 204, 304])('gives an answer of %i back', (status) => {
    const response = answer(status);
    expect(answerOrThrow(response)).toBe(response);
  });

  it.each([400, 429, 503])('throws for one of %i, with the answer', (status) => {
    const response = answer(status);
    const thrown = Object.assign(new Error(`Request failed, returned code ${status}. Server response: busy`), {
      response,
    });
    expect(() => answerOrThrow(response)).toThrow(thrown);
    expect(() => answerOrThrow(response)).toThrow(expect.objectContaining({ response }));
  });
});
