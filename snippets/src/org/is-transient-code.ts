/**
 * Error codes behind which the same request succeeds later, since Salesforce did nothing: a lock held by another
 * transaction, a limit on what runs at once, a service that is down for a moment. From the SOAP API guide, "Core Data
 * Types Used in API Calls", and the Bulk API guide, "Errors".
 */
const TRANSIENT: ReadonlySet<string> = new Set([
  'UNABLE_TO_LOCK_ROW',
  'REQUEST_LIMIT_EXCEEDED',
  'SERVER_UNAVAILABLE',
  'TOO_MANY_APEX_REQUESTS',
  'TEMPORARY_QUERY_MORE_FAILURE',
  'PLATFORM_EVENT_PUBLISHING_UNAVAILABLE',
  'PLATFORM_EVENT_PUBLISH_FAILED',
  'TooManyLockFailure',
]);

/**
 * Whether a record that failed with this error can be sent again as it is.
 *
 * @param message - A trigger or flow that meets a locked row reports its own code, and the lock in the text only.
 */
export function isTransientCode(code: string, message = ''): boolean {
  return TRANSIENT.has(code) || message.includes('UNABLE_TO_LOCK_ROW');
}
