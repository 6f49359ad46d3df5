/** What libraries call the parts of an answer. */
interface AnswerParts {
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly headers?: unknown;
  readonly getResponseHeader?: unknown;
  readonly data?: unknown;
  readonly body?: unknown;
  readonly responseText?: unknown;
  readonly text?: unknown;
}

/** What they throw: the answer itself, or an error that holds it or says what it said. */
interface Thrown extends AnswerParts {
  readonly response?: unknown;
  readonly httpCode?: unknown;
  readonly errorCode?: unknown;
  readonly message?: unknown;
}

/** The status behind codes of Salesforce, for libraries that pass nothing else on. */
const STATUSES: Readonly<Record<string, number>> = {
  REQUEST_LIMIT_EXCEEDED: 403,
  SERVER_UNAVAILABLE: 503,
  UNABLE_TO_LOCK_ROW: 400,
  UNKNOWN_EXCEPTION: 500,
};

/** The answer of Salesforce in what a library threw or resolved with, as far as that holds one; its body is `text`. */
export function answerIn(thing: unknown): { response: Response; text: string } | undefined {
  // Some call back with the answer and its body.
  const first: unknown = Array.isArray(thing) ? thing[0] : thing;
  const thrown = Object(first) as Thrown;
  const answer = Object(thrown.response ?? thrown) as AnswerParts;
  const code = typeof thrown.errorCode === 'string' ? thrown.errorCode : '';
  // What a library resolves with may be a record of the user's, with a status of its own.
  const isAnswer =
    first instanceof Error || thrown.headers !== undefined || typeof thrown.getResponseHeader === 'function';
  // jsforce names an answer without a code of Salesforce's `ERROR_HTTP_503`.
  const named = STATUSES[code] ?? code.replace('ERROR_HTTP_', '');
  const said = [answer.status, answer.statusCode, thrown.status, thrown.statusCode, thrown.httpCode, named];
  const status = said.map(Number).find((one) => one >= 200 && one <= 599);
  if (!isAnswer || status === undefined) return undefined;
  const bodies = [answer.data, answer.body, answer.responseText, answer.text, thrown.message].map(textOf);
  const text =
    code === '' ? (bodies.find(Boolean) ?? '') : JSON.stringify([{ errorCode: code, message: thrown.message }]);
  return { response: new Response(null, { status, headers: headersOf(answer) }), text };
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return Array.isArray(body) ? JSON.stringify(body) : '';
}

/** The headers that say how long to wait, from a `Headers`, a plain object or an XMLHttpRequest. */
function headersOf(answer: AnswerParts): [string, string][] {
  const headers = Object(answer.headers) as Record<string, unknown>;
  const [owner, read] =
    typeof headers['get'] === 'function' ? [headers, headers['get']] : [answer, answer.getResponseHeader];
  // What an answer does not say becomes a word that nobody takes for a time.
  return ['Retry-After', 'Date'].map((name) => [
    name,
    String(typeof read === 'function' ? read.call(owner, name) : (headers[name.toLowerCase()] ?? headers[name])),
  ]);
}
