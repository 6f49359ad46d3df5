/**
 * Gives an answer back, or throws when Salesforce has refused a record in it: a composite, collections or batch request is
 * answered with 200 all the same, and jsforce resolves.
 */
export function assertWritten<Answer>(answer: Answer): Answer {
  const { compositeResponse, graphs, results, failedResults, unprocessedRecords } = Object(answer) as Fields;
  const answered = [answer, compositeResponse, graphs, results].flatMap(rowsIn);
  const refused = [
    ...answered.filter((row) => !isWritten(row)),
    ...[failedResults, unprocessedRecords].flatMap(rowsIn),
  ];
  if (refused.length === 0) return answer;
  throw new Error(`Salesforce refused ${refused.length} of the records: ${JSON.stringify(refused).slice(0, 2_000)}`);
}

type Fields = Readonly<Record<string, unknown>>;

const rowsIn = (list: unknown): unknown[] => (Array.isArray(list) ? list : []);

/** A row says `success`, a graph `isSuccessful`, a subrequest its status; its body may have rows of its own. */
function isWritten(row: unknown): boolean {
  const {
    body,
    errorCode,
    httpStatusCode,
    isSuccessful,
    result,
    statusCode = httpStatusCode,
    success,
  } = Object(row) as Fields;
  if (success === false || isSuccessful === false || errorCode !== undefined) return false;
  return !(Number(statusCode) >= 300) && [...rowsIn(body), ...rowsIn(result)].every(isWritten);
}
