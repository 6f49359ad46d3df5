import type { Ledger, StoredRecord } from './ledger.ts';

/** Where sessions are opened. */
export const LOGIN_PATH = '/services/oauth2/';

/** A request as it reaches Salesforce. */
export interface OrgRequest {
  readonly method: string;
  /** With the query, such as `/services/data/v64.0/query?q=…`. */
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
  /** Where it was sent to, such as `https://acme.my.salesforce.com`. */
  readonly origin: string;
}

/** What Salesforce answers: JSON unless `headers` say otherwise. */
export interface OrgReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request to the data API, taken apart. */
export interface DataRequest {
  readonly method: string;
  /** What comes after the version, decoded: `['sobjects', 'Payment__c', 'Reference__c', 'PAY-1']`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** Such as `v64.0`. */
  readonly version: string;
  readonly body: string;
}

/** What an API of the org works with. */
export interface OrgContext {
  readonly ledger: Ledger;
  /** When it is (ms since 1970). */
  readonly at: number;
  /** The field that holds the external id, and whether it is unique, so that a second create is refused. */
  readonly externalId: string;
  readonly unique: boolean;
  /** Headers that the answer will have. */
  readonly headers: Record<string, string>;
  /** Answers a request within this one, as composite requests need it; `row` counts from 0. */
  readonly inner: (request: DataRequest, row: number) => OrgReply;
}

/** A part of the data API: answers what it knows, and leaves the rest alone. */
export type OrgApi = (request: DataRequest, context: OrgContext) => OrgReply | undefined;

export const json = (status: number, value: unknown): OrgReply => ({ status, body: JSON.stringify(value) });

const MESSAGES: Readonly<Record<string, string>> = {
  UNABLE_TO_LOCK_ROW: 'unable to obtain exclusive access to this record',
  REQUIRED_FIELD_MISSING: 'Required fields are missing: [Amount__c]',
  SERVER_UNAVAILABLE: 'The Salesforce server is temporarily unavailable',
  INVALID_SESSION_ID: 'Session expired or invalid',
  NOT_FOUND: 'The requested resource does not exist',
};
export const messageOf = (code: string): string => MESSAGES[code] ?? `The request failed with ${code}.`;

/** A failure in the form of the REST API: a list of message and errorCode. */
export const failure = (status: number, errorCode: string, message = messageOf(errorCode), fields?: string[]) =>
  json(status, [{ message, errorCode, ...(fields && { fields }) }]);

/** The object that a text holds in JSON; empty where it holds none. */
export function objectIn(text: string): Record<string, unknown> {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return typeof value === 'object' && !Array.isArray(value) ? { ...value } : {};
}

/** Where a record is to be found. */
export const urlOf = ({ object, id }: StoredRecord, { version }: DataRequest): string =>
  `/services/data/${version}/sobjects/${object}/${id}`;
