import type { Ledger } from './ledger.ts';
import { OutageCore, type OutageOptions } from './outage-core.ts';
import { outageFetch } from './outage-fetch.ts';
import type { SeenRequest } from './outage-record.ts';
import { readOutageScript } from './outage-script.ts';

/** A Salesforce that fails as its script says, and knows what really happened. */
export interface SalesforceOutage {
  /** What a client takes as instance URL when it sends through {@link SalesforceOutage.fetch}. */
  readonly instanceUrl: string;
  /** A token that is valid until the script or {@link SalesforceOutage.expireSessions} ends its session. */
  readonly accessToken: string;
  /** The in-process face: sends nothing, and fails as the `fetch` of Node does. */
  readonly fetch: typeof fetch;
  /** What was committed. */
  readonly ledger: Ledger;
  /** Every request, in order. */
  readonly requests: readonly SeenRequest[];
  /** How many sessions were opened through the token endpoint. */
  readonly logins: () => number;
  /** Ends every session: all tokens are refused from now on. */
  readonly expireSessions: () => void;
  /** For {@link serveOutage}. */
  readonly core: OutageCore;
}

/**
 * A Salesforce that fails as a script says: for unit tests through `fetch`, for anything that speaks HTTP through
 * `serveOutage`. It keeps a ledger of what was really committed.
 *
 * @param script - One step a line, such as `['503', '503; retry-after=2', 'commit+drop', '401', '503 for 30s']`; after
 *   its end everything is served. See {@link readOutageScript}.
 * @throws {OutageScriptError} when a step is not understood.
 */
export function salesforceOutage(script: readonly string[], options: OutageOptions = {}): SalesforceOutage {
  const core = new OutageCore(readOutageScript(script), options);
  return {
    instanceUrl: 'https://acme.my.salesforce.com',
    accessToken: core.org.issueToken(core.now()),
    fetch: outageFetch(core),
    ledger: core.org.ledger,
    requests: core.requests,
    logins: () => core.org.logins,
    expireSessions: () => core.org.expireSessions(),
    core,
  };
}
