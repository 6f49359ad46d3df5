import { TRANSIENT_STATUSES } from '../analysis/functions/scenario.ts';

/** The statuses of failures that pass by themselves, as a list in code. */
export const PASSING_STATUSES = `[${TRANSIENT_STATUSES.join(', ')}]`;

/** What jsforce calls such failures: codes of Salesforce, and the status where the answer had none. A pattern in code. */
export const PASSING_CODES =
  '/^(?:ERROR_HTTP_(?:429|50[0234])|REQUEST_LIMIT_EXCEEDED|SERVER_UNAVAILABLE|UNABLE_TO_LOCK_ROW|UNKNOWN_EXCEPTION)$/';
