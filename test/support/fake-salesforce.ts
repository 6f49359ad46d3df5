import { compositeApi } from '@salesforce-resilience/snippets/outage/composite-api';
import { platformApi } from '@salesforce-resilience/snippets/outage/platform-api';
import { salesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';
import { type OutageServer, serveOutage } from '@salesforce-resilience/snippets/outage/server/outage-server';
import type { StoredRecord } from '@salesforce-resilience/snippets/outage/ledger';

/** What goes wrong with one request. */
export type Fault =
  /** Refused with a status, before anything is done; `retryAfter` in seconds, or as the date that is so many away. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: number | { readonly dateIn: number };
      /** Salesforce's own code; without it the answer is one of the gateway's. */
      readonly errorCode?: string;
    }
  /** The connection is reset before anything is done. */
  | { readonly kind: 'reset' }
  /** The request is carried out, and the connection is reset instead of an answer. */
  | { readonly kind: 'commit-then-reset' };

/** One request as a script of faults sees it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** How many requests came before this one. */
  readonly index: number;
  /** ms since 1970 on the server's clock. */
  readonly at: number;
}

/** How a fake Salesforce behaves. */
export interface FakeSalesforceOptions {
  /** Decides what goes wrong with a request; nothing unless it says so. */
  readonly faults?: (request: SeenRequest) => Fault | undefined;
  /** The clock (ms since 1970); the real one unless given. */
  readonly now?: () => number;
  /** The field of the body that identifies a record (`Reference__c`). */
  readonly keyField?: string;
}

/** The loopback server of the outage harness, with faults as objects that a test decides on request by request. */
export class FakeSalesforce {
  readonly #outage: ReturnType<typeof salesforceOutage>;
  #server: OutageServer | undefined;

  constructor({ faults = () => undefined, now = Date.now, keyField = 'Reference__c' }: FakeSalesforceOptions = {}) {
    const step = (request: SeenRequest): string | undefined => {
      const fault = faults(request);
      return fault && stepOf(fault);
    };
    this.#outage = salesforceOutage(step, { now, externalId: keyField, apis: [compositeApi, platformApi()] });
  }

  /** Starts to listen on a free port of 127.0.0.1 and gives the instance URL. */
  async start(): Promise<string> {
    this.#server = await serveOutage(this.#outage);
    return this.#server.url;
  }

  /** Closes every connection and stops. */
  async stop(): Promise<void> {
    await this.#server?.close();
  }

  /** Ends every session: the tokens given out so far are answered with 401. */
  expireTokens(): void {
    this.#outage.expireSessions();
  }

  /** How many requests came in. */
  get requests(): number {
    return this.#outage.requests.length;
  }

  /** How many came earlier than the Retry-After of the answer before them asked. */
  get early(): number {
    return this.#outage.requests.filter(({ earlyMs }) => earlyMs > 0).length;
  }

  /** How many logins succeeded. */
  get logins(): number {
    return this.#outage.verdict().logins;
  }

  /** What was committed. */
  get ledger() {
    const { ledger } = this.#outage;
    const keys = new Set(ledger.records.map(({ key }) => key));
    return {
      recordsOf: (key: string): readonly StoredRecord[] => ledger.recordsOf(key),
      create: (key: string, fields: StoredRecord['fields'], at: number): StoredRecord =>
        ledger.create('Payment__c', key, fields, at),
      /** How many keys have a record. */
      recorded: keys.size,
      /** How many records are there once too often. */
      duplicates: ledger.records.length - keys.size,
    };
  }
}

function stepOf(fault: Fault): string {
  if (fault.kind === 'reset') return 'reset';
  if (fault.kind === 'commit-then-reset') return 'commit+reset';
  const { status, retryAfter, errorCode } = fault;
  const asked = typeof retryAfter === 'number' ? String(retryAfter) : `date(${retryAfter?.dateIn ?? 0})`;
  return `${status}${errorCode === undefined ? '' : ` ${errorCode}`}${retryAfter === undefined ? '' : `; retry-after=${asked}`}`;
}
