import { describe, expect, it } from 'vitest';
import { assertWritten } from '../../../snippets/src/upsert/assert-written.ts';

const FAILED = { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', message: 'Name' }] };

describe('assertWritten gives the answer back when every record was written', () => {
  it.each([
    ['a collection', [{ id: 'a', success: true, errors: [] }]],
    ['no records', []],
    ['a composite', { compositeResponse: [{ httpStatusCode: 201, body: { id: 'a', success: true } }] }],
    ['a batch', { hasErrors: false, results: [{ statusCode: 204, result: null }] }],
    ['a graph', { graphs: [{ isSuccessful: true, graphResponse: { compositeResponse: [] } }] }],
    ['a load', { successfulResults: [{ sf__Id: 'a' }], failedResults: [], unprocessedRecords: [] }],
    ['an answer without a body', null],
  ])('%s', (_, answer) => {
    expect(assertWritten(answer)).toBe(answer);
  });
});

describe('assertWritten throws with what was refused', () => {
  it.each([
    ['a row of a collection', [{ success: true }, FAILED], 'Salesforce refused 1 of the records: '],
    ['a refused request', [{ errorCode: 'SERVER_UNAVAILABLE', message: 'Try again' }], 'SERVER_UNAVAILABLE'],
    ['a subrequest', { compositeResponse: [{ httpStatusCode: 404, body: [{ errorCode: 'NOT_FOUND' }] }] }, 'NOT_FOUND'],
    ['a row of a collection in a composite', { compositeResponse: [{ httpStatusCode: 200, body: [FAILED] }] }, 'Name'],
    ['a request of a batch', { hasErrors: true, results: [{ statusCode: 400, result: [] }] }, '400'],
    ['a row of a collection in a batch', { results: [{ statusCode: 200, result: [FAILED] }] }, 'Name'],
    ['a graph', { graphs: [{ isSuccessful: false, graphId: 'g1' }] }, 'g1'],
    [
      'a row of a load',
      { failedResults: [{ sf__Error: 'LOCKED' }], unprocessedRecords: [{ Name: 'b' }] },
      'refused 2 of the records',
    ],
  ])('%s', (_, answer, message) => {
    expect(() => assertWritten(answer)).toThrow(message);
  });

  it('in a message of a length that a log takes', () => {
    const rows = Array.from({ length: 200 }, () => FAILED);
    expect(() => assertWritten(rows)).toThrow(/^Salesforce refused 200 of the records: .{2000}$/);
  });
});
