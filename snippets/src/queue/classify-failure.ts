/** Why a write failed, as far as that decides what becomes of the message. */
export interface WriteFailure {
  /**
   * - `final`: the same write will always be refused (400 validation, 404, 300).
   * - `message`: transient, and to do with this record (locked row, lost race for a unique value, an error of the write).
   * - `outage`: Salesforce, or our access to it, is not there (503, 429, limits, no connection, a refused session).
   * - `ambiguous`: one or the other (500, 502, 504, time-out, reset): what happens to other messages decides.
   */
  readonly kind: 'final' | 'message' | 'outage' | 'ambiguous';
  readonly reason: string;
  /** When Salesforce asked to be tried again. */
  readonly retryAt: Date | undefined;
  /** Whether Salesforce answered: then it was there, unless the answer says otherwise. */
  readonly isAnswer: boolean;
}

/** What a write may resolve with: the answer of `fetch`, or nothing when it did what it should. */
export type WriteResult = Pick<Response, 'ok' | 'status' | 'text'> | undefined;

/** The parts of a SalesforceError that are read here; an error without them is one of the write's own. */
interface SalesforceFailure {
  readonly status?: number | undefined;
  readonly errorCode?: string | undefined;
  readonly outcome?: string | undefined;
  readonly retryAt?: Date | undefined;
}

/** The org, the session or a limit is in the way: every message would meet it, so none is to blame (REST API: error codes). */
const NOBODYS_FAULT = new RegExp(
  'INVALID_SESSION_ID|REQUEST_LIMIT_EXCEEDED|SERVER_UNAVAILABLE|STORAGE_LIMIT_EXCEEDED|API_DISABLED_FOR_ORG|' +
    'API_CURRENTLY_DISABLED|invalid_grant|invalid_client|inactive_(?:user|org)',
);
/** 4xx that end by themselves; DUPLICATE_VALUE is what the loser of two concurrent upserts of one new record gets. */
const ROW_CONTENTION = /UNABLE_TO_LOCK_ROW|DUPLICATE_VALUE|QUERY_TIMEOUT/;
const OUTAGE_STATUSES = [401, 408, 420, 425, 429, 503];

/** The failure in an answer that `fetch` returned, or undefined for success. Salesforce names it in the body. */
export async function findFailure(result: WriteResult): Promise<WriteFailure | undefined> {
  if (!result || result.ok) return undefined;
  const text = (await result.text().catch(() => '')).slice(0, 500);
  return {
    kind: kindOf({ status: result.status }, text),
    reason: `HTTP ${result.status} ${text}`.trim(),
    retryAt: undefined,
    isAnswer: true,
  };
}

/**
 * Classifies what a write threw: a SalesforceError by its status, errorCode and outcome; an error of `fetch` itself as
 * ambiguous; anything else as the message's own, so that a bug that one record triggers does not stop the others.
 */
export function classifyFailure(error: unknown): WriteFailure {
  const failure: Partial<Error> & SalesforceFailure = error instanceof Error ? error : {};
  const reason = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : String(error);
  const isAnswer = failure.status !== undefined;
  const isSalesforce = isAnswer || failure.outcome !== undefined;
  const kind = isSalesforce ? kindOf(failure, reason) : isNetworkError(error) ? 'ambiguous' : 'message';
  const retryAt = failure.retryAt instanceof Date && failure.retryAt.getTime() > 0 ? failure.retryAt : undefined;
  return { kind, reason, retryAt, isAnswer };
}

/** `fetch` rejects with a TypeError that has a cause when no answer comes, and with a DOMException when it is cut short. */
function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error instanceof TypeError && error.cause !== undefined) || /^(Timeout|Abort)Error$/.test(error.name);
}

function kindOf({ status = 0, errorCode = '', outcome }: SalesforceFailure, text: string): WriteFailure['kind'] {
  const said = `${errorCode} ${text}`;
  if (status === 401 || NOBODYS_FAULT.test(said)) return 'outage';
  if (status < 500 && ROW_CONTENTION.test(said)) return 'message';
  if (outcome === 'final') return 'final';
  if (outcome === 'not-sent' || outcome === 'refused' || OUTAGE_STATUSES.includes(status)) return 'outage';
  return outcome === 'unknown' || (status >= 500 && status !== 501) ? 'ambiguous' : 'final';
}
