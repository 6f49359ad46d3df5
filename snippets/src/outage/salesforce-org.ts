import { Ledger } from './ledger.ts';
import {
  type DataRequest,
  failure,
  json,
  LOGIN_PATH,
  type OrgApi,
  type OrgContext,
  type OrgReply,
  type OrgRequest,
} from './org-api.ts';
import type { OutageStep } from './outage-script.ts';
import { queryApi } from './query-api.ts';
import { decoded } from './request-keys.ts';
import { sobjectApi } from './sobject-api.ts';

/** How an org is. */
export interface OrgOptions {
  /** The field that holds the external id (`Reference__c`). */
  readonly externalId?: string;
  /** Whether that field is unique: a second create with the same value is refused with DUPLICATE_VALUE (false). */
  readonly unique?: boolean;
  /** Tokens that are valid from the beginning, beside the org's own. */
  readonly accessTokens?: readonly string[];
  /** More of the data API, such as `compositeApi`, `bulkApi()` and `platformApi()` of the full harness. */
  readonly apis?: readonly OrgApi[];
}

/** When a request is carried out (ms since 1970), and which of its rows are to fail. */
type OrgMoment = Pick<OrgContext, 'at' | 'headers'> & { readonly failing: OutageStep['failing'] };

const GRANTS = /^(?:client_credentials|refresh_token|password|authorization_code|urn:.+:jwt-bearer)$/;
const CREDENTIALS = ['client_secret', 'password', 'refresh_token', 'assertion'];
const VERSIONS = [{ label: 'API 64.0', url: '/services/data/v64.0', version: '64.0' }];

/** No two tokens are the same, not even of two orgs: a client that outlives a test remembers which were refused. */
let issued = 0;

/** As much of a Salesforce org as an integration needs to be tested: sessions, records, queries, and a ledger. */
export class SalesforceOrg {
  readonly ledger = new Ledger();
  /** The valid tokens. */
  readonly sessions: Set<string>;
  /** Every token that was ever valid, and what was logged in with: to be looked for in logs. */
  readonly secrets: Set<string>;
  /** How many sessions were opened through the token endpoint. */
  logins = 0;
  readonly #options: OrgOptions;

  constructor(options: OrgOptions) {
    this.#options = options;
    this.sessions = new Set(options.accessTokens);
    this.secrets = new Set(options.accessTokens);
  }

  /** A new valid token. */
  issueToken(): string {
    issued += 1;
    const token = `00D000000000001!AQ.${issued}.outage.fake.session.token`;
    this.sessions.add(token);
    this.secrets.add(token);
    return token;
  }

  /** Does what a request asks, and says so. */
  carryOut(request: OrgRequest, moment: Omit<OrgMoment, 'headers'>): OrgReply {
    const { pathname, searchParams: query } = new URL(request.path, request.origin);
    if (pathname === `${LOGIN_PATH}token`) return this.#logIn(request, query, moment.at);
    if (/^(?:revoke|introspect)$/.test(pathname.slice(LOGIN_PATH.length)))
      return this.#aboutToken(request, query, moment.at);
    if (/^\/services\/data\/?$/.test(pathname)) return json(200, VERSIONS);
    const [, token = ''] = request.authorization.split(' ');
    if (!this.sessions.has(token)) return failure(401, 'INVALID_SESSION_ID');
    const [, version = '', rest = ''] = /^\/services\/(?:data\/(v\d+\.\d))?(.*)$/.exec(pathname) ?? [];
    const headers = {};
    try {
      const path = rest
        .split('/')
        .filter(Boolean)
        .map((part) => decoded(part));
      const reply = this.#answer({ ...request, path, query, version }, { ...moment, headers });
      return { ...reply, headers: { ...headers, ...reply.headers } };
    } catch (error) {
      if (error instanceof SyntaxError) return failure(400, 'JSON_PARSER_ERROR', error.message);
      throw error;
    }
  }

  #answer(request: DataRequest, moment: OrgMoment, row = 0): OrgReply {
    const { method, path } = request;
    const [root = ''] = path;
    const { failing, ...rest } = moment;
    if (failing?.rows.includes(row) && root === 'sobjects' && method !== 'GET') return failure(400, failing.code);
    const { externalId = 'Reference__c', unique = false, apis = [] } = this.#options;
    const inner: OrgContext['inner'] = (one, index) => this.#answer(one, moment, index);
    for (const api of [...apis, sobjectApi, queryApi]) {
      const reply = api(request, { ...rest, ledger: this.ledger, externalId, unique, inner });
      if (reply) return reply;
    }
    if (root === 'sobjects' || root === 'query') {
      return failure(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed here.`);
    }
    const hint = 'This fake org has sobjects and query, and more with the option apis: [compositeApi, bulkApi()].';
    return failure(404, 'NOT_FOUND', `The requested resource does not exist. ${hint}`);
  }

  /** Ends a session, or says whether there is one (RFC 7009 and 7662). */
  #aboutToken({ path, body }: OrgRequest, query: URLSearchParams, at: number): OrgReply {
    const token = new URLSearchParams(`${body}&${query.toString()}`).get('token') ?? '';
    const active = this.sessions.has(token);
    if (path.includes('introspect'))
      return json(200, { active, ...(active && { exp: Math.trunc(at / 1_000) + 7_200 }) });
    this.sessions.delete(token);
    return { status: 200, body: '' };
  }

  #logIn({ method, body, origin }: OrgRequest, query: URLSearchParams, at: number): OrgReply {
    const form = new URLSearchParams(`${body}&${query.toString()}`);
    const credentials = CREDENTIALS.map((name) => form.get(name) ?? '');
    // What is shorter than a credential would be found in every log.
    for (const value of credentials.filter(({ length }) => length >= 8)) this.secrets.add(value);
    if (method !== 'POST' || !GRANTS.test(form.get('grant_type') ?? '')) {
      return json(400, { error: 'unsupported_grant_type', error_description: 'grant type not supported' });
    }
    this.logins += 1;
    const id = `${origin}/id/00D000000000001EAA/005000000000001AAA`;
    const session = { access_token: this.issueToken(), instance_url: origin, token_type: 'Bearer' };
    return json(200, { ...session, id, issued_at: String(at), signature: 'fake' });
  }
}
