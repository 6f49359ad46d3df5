import type { AnsweredError } from '../org/salesforce-rejection.ts';

/** What an answer says of one record or subrequest. */
export interface AnsweredResult {
  readonly success: boolean;
  readonly id: string | undefined;
  readonly created: boolean | undefined;
  readonly errors: readonly AnsweredError[];
  /** In a tree, what ties the result to its record. */
  readonly referenceId: string | undefined;
  /** Results of one group are done together or not at all. */
  readonly group: number;
}

/**
 * The results in the answer of a composite, collections, tree, batch or graph request, and in what jsforce returns for
 * many records: each has its own shape. REST API guide, "Composite Resources". What is no such answer has no results.
 */
export function resultsOf(answer: unknown): AnsweredResult[] {
  if (Array.isArray(answer)) return answer.map((item) => resultOf(item, 0));
  const { compositeResponse, graphs, results, hasErrors } = fieldsOf(answer);
  if (Array.isArray(compositeResponse)) return compositeResponse.map((item) => resultOf(item, 0));
  if (Array.isArray(graphs)) {
    return graphs.flatMap((graph, group) => {
      const inner = fieldsOf(fieldsOf(graph)['graphResponse'])['compositeResponse'];
      return Array.isArray(inner) ? inner.map((item) => resultOf(item, group)) : [];
    });
  }
  if (Array.isArray(results)) return results.map((item) => resultOf(item, 0));
  return hasErrors === undefined && 'success' in fieldsOf(answer) ? [resultOf(answer, 0)] : [];
}

/** The result that goes for every record, where the request was refused as a whole: `[{ errorCode, message }]`. */
export function refusalIn(answer: unknown): AnsweredResult | undefined {
  const [first] = Array.isArray(answer) ? (answer as unknown[]) : [];
  const fields = fieldsOf(first);
  return 'errorCode' in fields && !('success' in fields) ? resultOf(first, 0) : undefined;
}

function resultOf(item: unknown, group: number): AnsweredResult {
  const fields = fieldsOf(item);
  const status = fields['httpStatusCode'] ?? fields['statusCode'];
  // A subrequest answers in `body` (composite) or `result` (batch); a record is its own answer.
  const body = typeof status === 'number' ? (fields['body'] ?? fields['result']) : item;
  const rows: unknown[] = Array.isArray(body) ? body : [body];
  const errors = rows.flatMap(errorsOfRow);
  const { id, created } = fieldsOf(body);
  const answered = typeof status === 'number' ? status >= 200 && status < 300 : isDone(fields);
  const success =
    answered && rows.every((row) => fieldsOf(row)['success'] !== false && !('errorCode' in fieldsOf(row)));
  const code = typeof status === 'number' ? `HTTP_${status}` : 'UNKNOWN_ERROR';
  return {
    success,
    id: textIn(id),
    created: typeof created === 'boolean' ? created : status === 201 ? true : undefined,
    errors: success || errors.length > 0 ? errors : [{ errorCode: code, message: '' }],
    referenceId: textIn(fields['referenceId']),
    group,
  };
}

/** A row says `success`; one of a tree has an id or errors. An event that was queued has `success` and an error. */
function isDone(fields: Readonly<Record<string, unknown>>): boolean {
  if ('success' in fields) return fields['success'] === true;
  return 'id' in fields && !('errors' in fields);
}

/** The errors of a row: in `errors`, or the row itself; the code is `statusCode` or `errorCode`, or stands in the text. */
function errorsOfRow(row: unknown): AnsweredError[] {
  const { errors, errorCode } = fieldsOf(row);
  const items: unknown[] = Array.isArray(errors) ? errors : errorCode === undefined ? [] : [row];
  return items.map((item) => {
    const fields = fieldsOf(item);
    const message = textIn(fields['message']) ?? textIn(item) ?? '';
    const code = textIn(fields['statusCode']) ?? textIn(fields['errorCode']);
    return { errorCode: code ?? /^[A-Z][A-Z_]+(?=:)/.exec(message)?.[0] ?? 'UNKNOWN_ERROR', message };
  });
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
