import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Ledger } from './ledger.ts';

/** What goes wrong with one request. */
export type Fault =
  /** Refused with a status, before anything is done; `retryAfter` in seconds, or as the date that is so many away. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: number | { readonly dateIn: number };
      readonly body?: string;
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

/** A Salesforce on the loopback interface: login, create, upsert and read by external id, with a ledger and faults. */
export class FakeSalesforce {
  readonly ledger = new Ledger();
  /** How many requests came in. */
  requests = 0;
  /** How many came earlier than the Retry-After of the answer before them asked. */
  early = 0;
  /** How many logins succeeded. */
  logins = 0;
  readonly #server: Server;
  readonly #options: Required<FakeSalesforceOptions>;
  readonly #tokens = new Set<string>();
  readonly #asked = new Map<string, Asked>();
  readonly #reset = new WeakSet<Socket>();

  constructor({ faults = () => undefined, now = Date.now, keyField = 'Reference__c' }: FakeSalesforceOptions = {}) {
    this.#options = { faults, now, keyField };
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  }

  /** Starts to listen on a free port of 127.0.0.1 and gives the instance URL. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Closes every connection and stops. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Ends every session: the tokens given out so far are answered with 401. */
  expireTokens(): void {
    this.#tokens.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const { method = 'GET', url = '/' } = request;
    const at = this.#options.now();
    const key = this.#keyOf(url, body);
    const index = this.requests;
    this.requests += 1;
    if (this.#isEarly(key, at)) this.early += 1;
    const fault = this.#options.faults({ method, path: url, index, at });
    if (fault?.kind === 'status') {
      this.#refuse(response, fault, key);
      return;
    }
    if (fault?.kind !== 'reset') this.#carryOut(request, method, url, body, fault ? undefined : response);
    if (fault) this.#resetConnection(request.socket);
  }

  /** What retries of the same thing have in common: the record they write, or the path. */
  #keyOf(url: string, body: string): string {
    const value = fieldsOf(body)[this.#options.keyField];
    return typeof value === 'string' ? value : decodeURIComponent(url.split('/').at(-1) ?? '');
  }

  /** A client that hung up has not seen the answer, and cannot be blamed for what it asked. */
  #isEarly(key: string, at: number): boolean {
    const asked = this.#asked.get(key);
    if (!asked || at >= asked.notBefore) return false;
    return !asked.socket.destroyed || this.#reset.has(asked.socket);
  }

  #resetConnection(socket: Socket): void {
    this.#reset.add(socket);
    socket.resetAndDestroy();
  }

  #refuse(
    response: ServerResponse,
    { status, retryAfter, body }: Extract<Fault, { kind: 'status' }>,
    key: string,
  ): void {
    if (retryAfter !== undefined) {
      const seconds = typeof retryAfter === 'number' ? retryAfter : retryAfter.dateIn;
      const until = this.#options.now() + seconds * 1_000;
      // An HTTP-date has whole seconds: the moment it names is what counts.
      const date = Math.ceil(until / 1_000) * 1_000;
      response.setHeader('Retry-After', typeof retryAfter === 'number' ? seconds : new Date(date).toUTCString());
      const { socket } = response;
      if (socket) this.#asked.set(key, { notBefore: typeof retryAfter === 'number' ? until : date, socket });
    }
    response.setHeader('Date', new Date(this.#options.now()).toUTCString());
    if (body !== undefined) response.writeHead(status, { 'Content-Type': 'text/html' }).end(body);
    else this.#json(response, status, [{ errorCode: 'SERVER_UNAVAILABLE', message: 'Temporarily unavailable' }]);
  }

  /** Does what is asked; without a `response`, nobody hears of it. */
  #carryOut(request: IncomingMessage, method: string, url: string, body: string, response?: ServerResponse): void {
    const { pathname } = new URL(url, 'http://localhost');
    if (method === 'POST' && pathname === '/services/oauth2/token') {
      const token = `00D000000000001!${randomUUID()}`;
      this.#tokens.add(token);
      this.logins += 1;
      this.#json(response, 200, { access_token: token, token_type: 'Bearer' });
      return;
    }
    const [, token = ''] = (request.headers.authorization ?? '').split(' ');
    if (!this.#tokens.has(token)) {
      this.#json(response, 401, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }]);
      return;
    }
    const row = /^\/services\/data\/v\d+\.\d\/sobjects\/(\w+)(?:\/(\w+)\/([^/]+))?$/.exec(pathname);
    if (!row) {
      this.#json(response, 404, [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }]);
      return;
    }
    this.#row(method, row[3] === undefined ? undefined : decodeURIComponent(row[3]), fieldsOf(body), response);
  }

  #row(method: string, externalId: string | undefined, fields: Fields, response?: ServerResponse): void {
    const at = this.#options.now();
    if (method === 'POST' && externalId === undefined) {
      const id = this.ledger.create(String(fields[this.#options.keyField]), fields, at);
      this.#json(response, 201, { id, success: true, errors: [] });
    } else if (method === 'PATCH' && externalId !== undefined) {
      const { id, created } = this.ledger.upsert(externalId, fields, at);
      this.#json(response, created ? 201 : 200, { id, success: true, errors: [], created });
    } else if (method === 'GET' && externalId !== undefined) {
      const [record] = this.ledger.recordsOf(externalId);
      this.#json(response, record ? 200 : 404, record ?? [{ errorCode: 'NOT_FOUND', message: 'No such record' }]);
    } else this.#json(response, 405, [{ errorCode: 'METHOD_NOT_ALLOWED', message: `${method} is not allowed here` }]);
  }

  #json(response: ServerResponse | undefined, status: number, value: unknown): void {
    response?.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
  }
}

/** What an answer asked for, and the connection that it went out on. */
interface Asked {
  readonly notBefore: number;
  readonly socket: Socket;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(body: string): Fields {
  return body.startsWith('{') ? (JSON.parse(body) as Fields) : {};
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
