import { Ledger, type WriteMoment } from './ledger.ts';
import {
  type DataRequest,
  failure,
  json,
  type OrgApi,
  type OrgContext,
  type OrgReply,
  type OrgRequest,
} from './org-api.ts';
import { queryApi } from './query-api.ts';
import { messageOf } from './rows.ts';
import { sobjectApi } from './sobject-api.ts';

/** How an org is. */
export interface OrgOptions {
  /** The field that holds the external id (`Reference__c`). */
  readonly externalId?: string;
  /** Whether that field is unique: a second create with the same value is refused with DUPLICATE_VALUE (false). */
  readonly unique?: boolean;
  /** How long a session lives (ms); two hours, as Salesforce's default. */
  readonly sessionMs?: number;
  /** Tokens that are valid from the beginning, beside the org's own. */
  readonly accessTokens?: readonly string[];
  /** More of the data API, such as `compositeApi` and `bulkApi`. */
  readonly apis?: readonly OrgApi[];
}

/** No org has the tokens of another: a client that outlives a test remembers which were refused. */
let orgs = 0;

/** What a request is carried out with. */
export interface OrgMoment extends WriteMoment {
  readonly refusalOf?: (row: number) => string | undefined;
}

const GRANTS = ['client_credentials', 'refresh_token', 'password', 'authorization_code'];
const JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const CREDENTIALS = ['client_secret', 'password', 'refresh_token', 'assertion'];
const DAILY_LIMIT = 100_000;

/** As much of a Salesforce org as an integration needs to be tested: sessions, records, queries, limits, and a ledger. */
export class SalesforceOrg {
  readonly ledger = new Ledger();
  readonly #options: Required<OrgOptions>;
  /** The valid tokens, and when each was issued. */
  readonly #sessions = new Map<string, number>();
  /** Every token that was ever valid, and what was logged in with: to be looked for in logs. */
  readonly secrets = new Set<string>();
  #issued = 0;
  readonly #number = (orgs += 1);
  #logins = 0;
  #used = 0;

  constructor(options: OrgOptions = {}) {
    const {
      externalId = 'Reference__c',
      unique = false,
      sessionMs = 7_200_000,
      accessTokens = [],
      apis = [],
    } = options;
    this.#options = { externalId, unique, sessionMs, accessTokens, apis };
    for (const token of accessTokens) this.#open(token, Infinity);
  }

  get externalId(): string {
    return this.#options.externalId;
  }

  /** How many sessions were opened through the token endpoint. */
  get logins(): number {
    return this.#logins;
  }

  /** A new valid token. */
  issueToken(at: number): string {
    this.#issued += 1;
    const token = `00D000000000001!AQ${this.#number}.${this.#issued}.outage.fake.session.token`;
    this.#open(token, at);
    return token;
  }

  /** Ends every session: the tokens given out so far are refused from now on. */
  expireSessions(): void {
    this.#sessions.clear();
  }

  /** Does what a request asks, and says so. */
  carryOut(request: OrgRequest, moment: OrgMoment): OrgReply {
    try {
      return this.#route(request, moment);
    } catch (error) {
      if (error instanceof SyntaxError) return failure(400, 'JSON_PARSER_ERROR', error.message);
      throw error;
    }
  }

  /** What is shorter than a credential would be found in every log. */
  #keepSecret(value: string | null): void {
    if (value !== null && value.length >= 8) this.secrets.add(value);
  }

  #open(token: string, at: number): void {
    this.#sessions.set(token, at);
    this.secrets.add(token);
  }

  #route(request: OrgRequest, moment: OrgMoment): OrgReply {
    const { pathname, searchParams } = new URL(request.path, request.origin);
    if (pathname === '/services/oauth2/token') return this.#logIn(request, searchParams, moment.at);
    if (/^\/services\/data\/?$/.test(pathname)) return versions();
    if (!this.#isValid(request, moment.at)) return failure(401, 'INVALID_SESSION_ID', messageOf('INVALID_SESSION_ID'));
    this.#used += 1;
    const reply = this.#answer(pathname, searchParams, request, moment);
    return {
      ...reply,
      headers: {
        'Sforce-Limit-Info': `api-usage=${this.#used}/${DAILY_LIMIT}`,
        ...reply.headers,
      },
    };
  }

  #answer(pathname: string, query: URLSearchParams, { method, body }: OrgRequest, moment: OrgMoment): OrgReply {
    const [, version, rest = ''] = /^\/services\/data\/v(\d+\.\d)(?:\/(.*))?$/.exec(pathname) ?? [];
    // Apex REST is the org's own code: there is something to read at each address.
    if (pathname.startsWith('/services/apexrest/') && method === 'GET') return json(200, {});
    if (version === undefined) return failure(404, 'NOT_FOUND', messageOf('NOT_FOUND'));
    const path = rest.split('/').filter(Boolean).map(decodeURIComponent);
    return this.#data({ method, path, query, version: Number(version), body }, moment);
  }

  #data(request: DataRequest, moment: OrgMoment, row = 0): OrgReply {
    const refusalOf = moment.refusalOf ?? (() => undefined);
    const context: OrgContext = {
      ...moment,
      ...this.#options,
      ledger: this.ledger,
      refusalOf: (inner) => refusalOf(row + inner),
      inner: (one, index) => this.#data(one, moment, index),
    };
    for (const api of [sobjectApi, queryApi, this.#platform, ...this.#options.apis]) {
      const reply = api(request, context);
      if (reply) return reply;
    }
    const known = /^(?:sobjects|query|limits)$/.test(request.path[0] ?? '');
    if (known) return failure(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${request.method}' not allowed here.`);
    const hint = /^(?:composite|jobs)$/.test(request.path[0] ?? '')
      ? ' This fake org has it with the option apis: [compositeApi, bulkApi()].'
      : '';
    return failure(404, 'NOT_FOUND', `${messageOf('NOT_FOUND')}.${hint}`);
  }

  readonly #platform: OrgApi = ({ method, path }) => {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    const left = DAILY_LIMIT - this.#used;
    if (path.join('/') === 'limits')
      return json(200, {
        DailyApiRequests: { Max: DAILY_LIMIT, Remaining: left },
      });
    // The resources of a version, and other families, to be asked whether they are there.
    return path.length === 0 || /^(?:connect|chatter|wave|analytics)$/.test(path[0] ?? '') ? json(200, {}) : undefined;
  };

  #isValid(request: OrgRequest, at: number): boolean {
    const [, token = ''] = (request.header('authorization') ?? '').split(' ');
    const opened = this.#sessions.get(token);
    return opened !== undefined && at < opened + this.#options.sessionMs;
  }

  #logIn({ method, body, origin }: OrgRequest, query: URLSearchParams, at: number): OrgReply {
    const form = new URLSearchParams(`${body}&${query.toString()}`);
    const grant = form.get('grant_type') ?? '';
    for (const name of CREDENTIALS) this.#keepSecret(form.get(name));
    if (method !== 'POST' || (!GRANTS.includes(grant) && grant !== JWT)) {
      return json(400, {
        error: 'unsupported_grant_type',
        error_description: 'grant type not supported',
      });
    }
    this.#logins += 1;
    return json(200, {
      access_token: this.issueToken(at),
      instance_url: origin,
      id: `${origin}/id/00D000000000001EAA/005000000000001AAA`,
      token_type: 'Bearer',
      issued_at: String(at),
      signature: 'fake',
    });
  }
}

function versions(): OrgReply {
  const numbers = [62, 63, 64].map((version) => version.toFixed(1));
  return json(
    200,
    numbers.map((version) => ({
      label: `API ${version}`,
      url: `/services/data/v${version}`,
      version,
    })),
  );
}
