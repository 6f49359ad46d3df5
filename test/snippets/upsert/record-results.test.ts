import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FailedRowsError, recordResults } from '@salesforce-resilience/snippets/upsert/record-results';

interface Payment {
  readonly Reference__c: string;
}

const rows: readonly Payment[] = [{ Reference__c: 'P-1' }, { Reference__c: 'P-2' }, { Reference__c: 'P-3' }];
const keyOf = (row: Payment): string => row.Reference__c;

/** The error that an answer stands for. */
function failureOf<Row>(answer: unknown, sent: readonly Row[], key: (row: Row) => string): FailedRowsError<Row> {
  try {
    recordResults(answer, sent, key);
  } catch (error) {
    expect(error).toBeInstanceOf(FailedRowsError);
    return error as FailedRowsError<Row>;
  }
  throw new Error('Every record counts as written.');
}

const outcomesOf = (error: FailedRowsError<Payment>) =>
  error.failed.map(({ key, outcome, errorCodes, causedBy }) => [key, outcome, errorCodes.join(), causedBy.join()]);

const error = (statusCode: string, message = 'said') => ({ statusCode, message, fields: [] });
const ok = (id: string, created = true) => ({ id, success: true, created, errors: [] });
const failed = (code: string, message?: string) => ({ success: false, errors: [error(code, message)] });

describe('collections', () => {
  it('whose records were all written give their ids', () => {
    expect(recordResults([ok('a01'), ok('a02', false), ok('a03')], rows, keyOf)).toEqual([
      { row: rows[0], key: 'P-1', id: 'a01', created: true },
      { row: rows[1], key: 'P-2', id: 'a02', created: false },
      { row: rows[2], key: 'P-3', id: 'a03', created: true },
    ]);
  });

  it('name the records that failed, and those to send again', () => {
    const answer = [ok('a01'), failed('UNABLE_TO_LOCK_ROW'), failed('REQUIRED_FIELD_MISSING')];
    const failure = failureOf(answer, rows, keyOf);
    expect(outcomesOf(failure)).toEqual([
      ['P-2', 'transient', 'UNABLE_TO_LOCK_ROW', ''],
      ['P-3', 'final', 'REQUIRED_FIELD_MISSING', ''],
    ]);
    expect(failure.sendAgain).toEqual([rows[1]]);
    expect(failure.written).toEqual([{ row: rows[0], key: 'P-1', id: 'a01', created: true }]);
    expect(failure.message).toBe(
      '2 of 3 records were not written: P-2 (UNABLE_TO_LOCK_ROW, transient); P-3 (REQUIRED_FIELD_MISSING, final).',
    );
  });

  it.each([
    ['UNABLE_TO_LOCK_ROW', '', 'transient'],
    ['REQUEST_LIMIT_EXCEEDED', '', 'transient'],
    ['SERVER_UNAVAILABLE', '', 'transient'],
    ['TOO_MANY_APEX_REQUESTS', '', 'transient'],
    ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'Trigger: UNABLE_TO_LOCK_ROW, unable to obtain', 'transient'],
    ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'Trigger: NullPointerException', 'final'],
    ['FIELD_CUSTOM_VALIDATION_EXCEPTION', '', 'final'],
    ['DUPLICATES_DETECTED', '', 'final'],
    ['UNKNOWN_EXCEPTION', '', 'unknown'],
  ])('%s %s is %s', (code, message, outcome) => {
    expect(failureOf([failed(code, message)], rows.slice(0, 1), keyOf).failed[0]?.outcome).toBe(outcome);
  });

  it('with several errors in a record are transient only if all of them are', () => {
    const answer = [{ success: false, errors: [error('UNABLE_TO_LOCK_ROW'), error('STRING_TOO_LONG')] }];
    expect(outcomesOf(failureOf(answer, rows.slice(0, 1), keyOf))).toEqual([
      ['P-1', 'final', 'UNABLE_TO_LOCK_ROW,STRING_TOO_LONG', ''],
    ]);
  });

  it('with allOrNone point from the records rolled back to the one at fault', () => {
    const rolledBack = failed('ALL_OR_NONE_OPERATION_ROLLED_BACK');
    const final = failureOf([rolledBack, failed('STRING_TOO_LONG'), rolledBack], rows, keyOf);
    expect(outcomesOf(final)).toEqual([
      ['P-1', 'blocked', 'ALL_OR_NONE_OPERATION_ROLLED_BACK', 'P-2'],
      ['P-2', 'final', 'STRING_TOO_LONG', ''],
      ['P-3', 'blocked', 'ALL_OR_NONE_OPERATION_ROLLED_BACK', 'P-2'],
    ]);
    expect(final.sendAgain).toEqual([]);
    expect(final.message).toContain('P-1 (ALL_OR_NONE_OPERATION_ROLLED_BACK because of P-2, blocked)');
    // Once the lock is gone, all of them go through: they are sent again together.
    const locked = failureOf([rolledBack, failed('UNABLE_TO_LOCK_ROW'), rolledBack], rows, keyOf);
    expect(locked.sendAgain).toEqual(rows);
    expect(locked.failed[0]?.causedBy).toEqual(['P-2']);
  });

  it('that say nothing of a record leave it unknown', () => {
    const failure = failureOf([ok('a01')], rows, keyOf);
    expect(outcomesOf(failure)).toEqual([
      ['P-2', 'unknown', 'NO_RESULT', ''],
      ['P-3', 'unknown', 'NO_RESULT', ''],
    ]);
    expect(failure.sendAgain).toEqual([]);
  });

  it('of events that were queued are a success, although each has an entry in errors', () => {
    const queued = { success: true, id: 'e01', errors: [error('OPERATION_ENQUEUED', 'a-uuid')] };
    expect(recordResults([queued], rows.slice(0, 1), keyOf)).toMatchObject([{ key: 'P-1', id: 'e01' }]);
  });
});

describe('an answer that is refused as a whole', () => {
  it('goes for every record', () => {
    const answer = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests Limit exceeded.' }];
    expect(failureOf(answer, rows, keyOf).sendAgain).toEqual(rows);
    const wrong = failureOf([{ errorCode: 'INVALID_FIELD', message: 'No such column' }], rows, keyOf);
    expect(wrong.failed.map(({ outcome }) => outcome)).toEqual(['final', 'final', 'final']);
  });

  it.each([['<html>Maintenance</html>'], [null], [undefined], [{}], [[]], [42], [{ results: 'none' }]])(
    '%j leaves every record unknown',
    (answer) => {
      expect(failureOf(answer, rows, keyOf).failed.map(({ outcome }) => outcome)).toEqual([
        'unknown',
        'unknown',
        'unknown',
      ]);
    },
  );
});

describe('composite', () => {
  const sub = (httpStatusCode: number, body: unknown, referenceId = 'ref') => ({
    body,
    httpHeaders: {},
    httpStatusCode,
    referenceId,
  });

  it('whose subrequests succeeded give the ids that they answer with', () => {
    const answer = { compositeResponse: [sub(201, ok('a01')), sub(204, null), sub(200, ok('a03', false))] };
    expect(recordResults(answer, rows, keyOf).map(({ id, created }) => [id, created])).toEqual([
      ['a01', true],
      [undefined, undefined],
      ['a03', false],
    ]);
  });

  it('with allOrNone point from what was halted to the subrequest at fault', () => {
    const halted = sub(400, [{ errorCode: 'PROCESSING_HALTED', message: 'rolled back' }]);
    const locked = sub(400, [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'locked' }]);
    const failure = failureOf({ compositeResponse: [halted, halted, locked] }, rows, keyOf);
    expect(outcomesOf(failure)).toEqual([
      ['P-1', 'transient', 'PROCESSING_HALTED', 'P-3'],
      ['P-2', 'transient', 'PROCESSING_HALTED', 'P-3'],
      ['P-3', 'transient', 'UNABLE_TO_LOCK_ROW', ''],
    ]);
    expect(failure.sendAgain).toEqual(rows);
  });

  it('reads the rows of a collection inside', () => {
    const answer = { compositeResponse: [sub(200, [ok('a01'), failed('STRING_TOO_LONG')])] };
    expect(outcomesOf(failureOf(answer, rows.slice(0, 1), keyOf))).toEqual([['P-1', 'final', 'STRING_TOO_LONG', '']]);
  });

  it('reports a fault within Salesforce as unknown', () => {
    const answer = { compositeResponse: [sub(500, ''), sub(404, ''), sub(201, ok('a03'))] };
    expect(outcomesOf(failureOf(answer, rows, keyOf))).toEqual([
      ['P-1', 'unknown', 'HTTP_500', ''],
      ['P-2', 'final', 'HTTP_404', ''],
    ]);
  });
});

describe('graphs', () => {
  it('fail one by one: only the records of a graph are taken along', () => {
    const node = (httpStatusCode: number, body: unknown) => ({
      httpStatusCode,
      body,
      referenceId: 'r',
      httpHeaders: {},
    });
    const graph = (graphId: string, isSuccessful: boolean, ...compositeResponse: unknown[]) => ({
      graphId,
      isSuccessful,
      graphResponse: { compositeResponse },
    });
    const halted = node(400, [{ errorCode: 'PROCESSING_HALTED', message: '' }]);
    const answer = {
      graphs: [
        graph('1', false, halted, node(400, [{ errorCode: 'STRING_TOO_LONG', message: '' }])),
        graph('2', false, node(400, [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: '' }]), halted),
      ],
    };
    const four = [...rows, { Reference__c: 'P-4' }];
    const failure = failureOf(answer, four, keyOf);
    expect(outcomesOf(failure)).toEqual([
      ['P-1', 'blocked', 'PROCESSING_HALTED', 'P-2'],
      ['P-2', 'final', 'STRING_TOO_LONG', ''],
      ['P-3', 'transient', 'UNABLE_TO_LOCK_ROW', ''],
      ['P-4', 'transient', 'PROCESSING_HALTED', 'P-3'],
    ]);
    expect(failure.sendAgain).toEqual([four[2], four[3]]);
  });
});

describe('a batch', () => {
  it('names what failed and what was not run because of it', () => {
    const answer = {
      hasErrors: true,
      results: [
        { statusCode: 201, result: ok('a01') },
        { statusCode: 400, result: [{ errorCode: 'STRING_TOO_LONG', message: '' }] },
        { statusCode: 412, result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message: '' }] },
      ],
    };
    expect(outcomesOf(failureOf(answer, rows, keyOf))).toEqual([
      ['P-2', 'final', 'STRING_TOO_LONG', ''],
      ['P-3', 'blocked', 'BATCH_PROCESSING_HALTED', 'P-2'],
    ]);
  });
});

describe('a tree', () => {
  const node = (referenceId: string, key: string, more = {}) => ({
    attributes: { type: 'Payment__c', referenceId },
    Reference__c: key,
    ...more,
  });
  const tree = [node('r1', 'P-1'), node('r2', 'P-2', { Lines__r: { records: [node('r3', 'L-1')] } })];

  it('that was written gives the ids of its roots', () => {
    const results = ['r1', 'r2', 'r3'].map((referenceId, index) => ({ referenceId, id: `a0${index + 1}` }));
    expect(recordResults({ hasErrors: false, results }, tree, keyOf).map(({ key, id }) => [key, id])).toEqual([
      ['P-1', 'a01'],
      ['P-2', 'a02'],
    ]);
  });

  it('that was not names the record at fault only: the others were rolled back', () => {
    const results = [{ referenceId: 'r3', errors: [error('UNABLE_TO_LOCK_ROW')] }];
    const failure = failureOf({ hasErrors: true, results }, tree, keyOf);
    expect(outcomesOf(failure)).toEqual([
      ['P-1', 'transient', 'ALL_OR_NONE_OPERATION_ROLLED_BACK', 'P-2'],
      ['P-2', 'transient', 'UNABLE_TO_LOCK_ROW', ''],
    ]);
  });
});

describe('jsforce', () => {
  it('gives one result for one record, and a list for many, with errors as objects or texts', () => {
    expect(recordResults({ id: 'a01', success: true, errors: [] }, rows.slice(0, 1), keyOf)[0]?.id).toBe('a01');
    const answer = [
      ok('a01'),
      { success: false, errors: [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'locked', fields: [] }] },
      { success: false, errors: ['STRING_TOO_LONG: Name: data value too large'] },
    ];
    expect(outcomesOf(failureOf(answer, rows, keyOf))).toEqual([
      ['P-2', 'transient', 'UNABLE_TO_LOCK_ROW', ''],
      ['P-3', 'final', 'STRING_TOO_LONG', ''],
    ]);
  });
});

describe('any answer', () => {
  it('accounts for each record exactly once, and counts none as written that Salesforce does not', () => {
    const result = fc.oneof(
      fc.constant(ok('a01')),
      fc
        .constantFrom('UNABLE_TO_LOCK_ROW', 'STRING_TOO_LONG', 'ALL_OR_NONE_OPERATION_ROLLED_BACK')
        .map((code) => failed(code)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.array(result, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 8 }), (answer, count) => {
        const sent = Array.from({ length: count }, (_, index) => ({ Reference__c: `P-${index}` }));
        const isOk = (item: unknown) =>
          (item as { success?: unknown } | null | undefined)?.success === true ||
          Object.hasOwn(Object(item) as object, 'id');
        const possible = sent.filter((_, index) => isOk(answer[index])).length;
        try {
          const written = recordResults(answer, sent, keyOf);
          expect(written.map(({ row }) => row)).toEqual(sent);
          expect(possible).toBe(count);
        } catch (cause) {
          const failure = cause as FailedRowsError<Payment>;
          const all = [...failure.failed, ...failure.written].map(({ key }) => key);
          expect(all.toSorted()).toEqual(sent.map(keyOf).toSorted());
          expect(failure.written.length).toBeLessThanOrEqual(possible);
        }
      }),
      { numRuns: 500 },
    );
  });
});
