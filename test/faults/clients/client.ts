import type { Connection, Payment } from '../cell.ts';

/** A way to write payments, as somebody who uses a package writes it. A call that resolves is taken for a success. */
export interface Client {
  /** Rejects, or resolves with null or `{ success: false }`, when the record was not written. */
  readonly create: (payment: Payment) => Promise<unknown>;
  readonly upsert: (payment: Payment) => Promise<unknown>;
  /** Resolves with the references of the rows that failed. */
  readonly load: (payments: readonly Payment[]) => Promise<readonly string[]>;
}

/** Makes a client for one cell. */
export type ClientFactory = (connection: Connection) => Client;

/** One HTTP request to Salesforce. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: string;
  readonly body?: string;
  readonly contentType?: string;
}

/** Sends it, rejects when the answer is no success, and resolves with the body. */
export type Send = (call: Call) => Promise<unknown>;

/** The same with a given access token. */
export type SendAs = (call: Call, token: string) => Promise<unknown>;

/** What is sent along with it. */
export const headersOf = ({ contentType = 'application/json' }: Call, token: string): Record<string, string> => ({
  Authorization: `Bearer ${token}`,
  'Content-Type': contentType,
});
