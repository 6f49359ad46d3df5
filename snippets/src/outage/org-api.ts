import type { Ledger, WriteMoment } from './ledger.ts';

/** Where sessions are opened. */
export const LOGIN_PATH = '/services/oauth2/';

/** The fields of a record, or any JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** A request as it reaches Salesforce. */
export interface OrgRequest {
  readonly method: string;
  /** With the query, such as `/services/data/v64.0/query?q=…`. */
  readonly path: string;
  /** The value of a header, by its name in lower case. */
  readonly header: (name: string) => string | undefined;
  readonly body: string;
  /** Where it was sent to, such as `https://acme.my.salesforce.com`. */
  readonly origin: string;
}

/** What Salesforce answers. */
export interface OrgReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON unless `headers` say otherwise. */
  readonly body: string;
}

/** A request to the data API, taken apart. */
export interface DataRequest {
  readonly method: string;
  /** What comes after the version, decoded: `['sobjects', 'Payment__c', 'Reference__c', 'PAY-1']`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly version: number;
  readonly body: string;
}

/** What an API of the org works with. */
export interface OrgContext extends WriteMoment {
  readonly ledger: Ledger;
  /** The field that holds the external id, such as `Reference__c`. */
  readonly externalId: string;
  /** Whether that field is unique, so that a second create is refused. */
  readonly unique: boolean;
  /** The code with which a row of this request is refused; undefined where it is not. */
  readonly refusalOf: (row: number) => string | undefined;
  /** Answers a request within this one, as composite requests need it. */
  readonly inner: (request: DataRequest, row: number) => OrgReply;
}

/** A part of the data API: answers what it knows, and leaves the rest alone. */
export type OrgApi = (request: DataRequest, context: OrgContext) => OrgReply | undefined;

/** An answer in JSON. */
export const json = (status: number, value: unknown): OrgReply => ({
  status,
  body: JSON.stringify(value),
});

/** A failure in the form of the REST API: a list of message and errorCode. */
export const failure = (status: number, errorCode: string, message: string, fields?: readonly string[]): OrgReply =>
  json(status, [{ message, errorCode, ...(fields && { fields }) }]);

/** The object that a text holds in JSON; empty where it holds none. */
export function objectIn(text: string): Record<string, unknown> {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
