import { retryAfterMs } from '../client/retry-after.ts';
import { isTransientCode } from './is-transient-code.ts';

/** One error in the body of an answer. */
export interface AnsweredError {
  readonly errorCode: string;
  readonly message: string;
}

/** What a rejection is made of. */
export interface Rejection {
  readonly status: number;
  readonly errors: readonly AnsweredError[];
  readonly transient: boolean;
  readonly retryAt?: Date | undefined;
  readonly cause?: unknown;
}

/** An answer that is no success: a request that is wrong, or one that a plain `fetch` sent into an outage. */
export class SalesforceRejection extends Error {
  /** HTTP status. */
  readonly status: number;
  /** Salesforce's code for the first error, such as `FIELD_CUSTOM_VALIDATION_EXCEPTION`; undefined when it gave none. */
  readonly errorCode: string | undefined;
  readonly errors: readonly AnsweredError[];
  /** Whether the same request may succeed later; otherwise repeating it is useless. */
  readonly transient: boolean;
  /** Before then, Salesforce asked not to be tried again. */
  readonly retryAt: Date | undefined;

  constructor(message: string, { status, errors, transient, retryAt, cause }: Rejection) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'SalesforceRejection';
    this.status = status;
    this.errors = errors;
    this.errorCode = errors[0]?.errorCode;
    this.transient = transient;
    this.retryAt = retryAt;
  }
}

/** The rejection that an answer stands for. */
export async function rejectionOf(response: Response, what: string): Promise<SalesforceRejection> {
  const { status } = response;
  const errors = errorsIn(await response.text().catch(() => ''));
  const said = errors.map(({ errorCode, message }) => `${errorCode}: ${message}`).join('; ');
  const transient =
    [408, 420, 429].includes(status) ||
    status >= 500 ||
    errors.some(({ errorCode, message }) => isTransientCode(errorCode, message));
  return new SalesforceRejection(`${what}: Salesforce answered ${status}${said && `, ${said}`}.`, {
    status,
    errors,
    transient,
    retryAt: retryAtOf(response),
  });
}

/** The errors of a REST answer: `[{ errorCode, message }]`. HTML and other bodies have none. */
export function errorsIn(body: string): AnsweredError[] {
  try {
    const parsed: unknown = JSON.parse(body);
    const items = (Array.isArray(parsed) ? parsed : [parsed]) as ({ errorCode?: unknown; message?: unknown } | null)[];
    return items.flatMap((item) => {
      const code = item?.errorCode;
      return typeof code === 'string' ? [{ errorCode: code, message: textOf(item?.message) }] : [];
    });
  } catch {
    return [];
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** When an answer asks to be tried again; the resilient client keeps to that by itself. */
function retryAtOf(response: Response): Date | undefined {
  const wait = retryAfterMs(response);
  // Later than 8.64e15 ms, a Date is an invalid one.
  return wait === undefined ? undefined : new Date(Math.min(Date.now() + wait, 8.64e15));
}
