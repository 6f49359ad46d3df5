import { LOGIN_PATH, type OrgReply, type OrgRequest } from './org-api.ts';
import type { BreakerState, SeenRequest } from './outage-record.ts';
import type { OutageStep } from './outage-script.ts';
import { refusalFor } from './refusal.ts';
import { keysOf } from './request-keys.ts';
import { type OrgOptions, SalesforceOrg } from './salesforce-org.ts';
import type { ScriptPlayer } from './script-player.ts';

/** How an outage and its org are. */
export interface OutageOptions extends OrgOptions {
  /** The clock (ms since 1970); `Date.now` unless given. */
  readonly now?: () => number;
  /** When the first time window begins (ms since 1970); with the first request unless given. */
  readonly startsAt?: number;
  /** How far the server's clock is ahead (ms, 0): its `Date` and the dates in Retry-After are those of that clock. */
  readonly clockSkewMs?: number;
  /** How long every request takes that is carried out (ms, 0). */
  readonly latencyMs?: number;
  /** How many requests are worked on at once; those beyond it are refused with 503 (no limit). */
  readonly capacity?: number;
}

/** An answer and how it is to travel. */
export interface OutageAnswer {
  readonly reply: Required<OrgReply>;
  readonly delivery: OutageStep['delivery'];
}

/** What an answer asked for, and whether anybody heard it. */
interface Asked {
  readonly notBefore: number;
  readonly isHeard: () => boolean;
}

const OVERLOAD: OutageStep = {
  text: 'over capacity',
  answer: { status: 503 },
  carriedOut: false,
  delivery: 'whole',
};

/** An org that meets a script: what both faces, `fetch` and the loopback server, hand their requests to. */
export class OutageCore {
  readonly org: SalesforceOrg;
  readonly requests: SeenRequest[] = [];
  /** What the caller's breaker is in, as far as it tells. */
  breaker: BreakerState | undefined;
  readonly now: () => number;
  readonly #options: OutageOptions;
  readonly #play: ScriptPlayer;
  readonly #asked = new Map<string, Asked>();
  readonly #attempts = new Map<string, number>();
  #working = 0;

  constructor(play: ScriptPlayer, options: OutageOptions) {
    this.org = new SalesforceOrg(options);
    this.now = options.now ?? (() => Date.now());
    this.#options = options;
    this.#play = play;
  }

  /**
   * Lets a request meet the script and the org.
   *
   * @param isHeard - Whether the client that sent it has heard, or can still hear, the answer.
   * @returns the request as it was seen, and its answer to come.
   */
  receive(request: OrgRequest, isHeard: () => boolean): { seen: SeenRequest; answer: Promise<OutageAnswer> } {
    const keys = keysOf(request, this.org.externalId);
    const step = this.#stepFor(request, keys);
    const seen = this.#see(request, keys, step);
    return { seen, answer: this.#answer(request, step, seen, isHeard) };
  }

  async #answer(
    request: OrgRequest,
    step: OutageStep | undefined,
    seen: SeenRequest,
    isHeard: () => boolean,
  ): Promise<OutageAnswer> {
    this.#working += 1;
    try {
      await wait(step?.lateMs);
      const own = step?.carriedOut === false ? undefined : this.#carryOut(request, step, seen);
      if (step?.answer?.status === 401 && !request.path.includes(LOGIN_PATH)) this.org.expireSessions();
      await wait((step?.delayMs ?? 0) + (own ? (this.#options.latencyMs ?? 0) : 0));
      const reply = (step && refusalFor(step, request.path)) ?? own ?? { status: 503, body: '' };
      seen.delivery = step?.delivery ?? 'whole';
      if (seen.delivery !== 'hang') seen.answeredAt = this.now();
      if (/whole|stall|truncate/.test(seen.delivery)) seen.status = reply.status;
      return {
        reply: this.#withHeaders(reply, step, seen, isHeard),
        delivery: seen.delivery,
      };
    } finally {
      this.#working -= 1;
    }
  }

  #stepFor({ method, path }: OrgRequest, keys: readonly string[]): OutageStep | undefined {
    // A create names its external id in its body only.
    const step = this.#play(method, [path, ...keys].join(' '), this.now());
    return step ?? (this.#working >= (this.#options.capacity ?? Infinity) ? OVERLOAD : undefined);
  }

  #see(request: OrgRequest, keys: string[], step: OutageStep | undefined): SeenRequest {
    const at = this.now();
    const thing = thingOf(request, keys);
    const attempt = (this.#attempts.get(thing) ?? 0) + 1;
    this.#attempts.set(thing, attempt);
    const asked = this.#asked.get(thing);
    // A client that hung up has not heard what was asked, and cannot be blamed.
    const earlyMs = asked && at < asked.notBefore && asked.isHeard() ? asked.notBefore - at : 0;
    const seen: SeenRequest = {
      ...{
        index: this.requests.length,
        at,
        method: request.method,
        path: request.path,
        keys,
        attempt,
        earlyMs,
      },
      ...{
        step: step?.text,
        breaker: this.breaker,
        carriedOut: false,
        status: undefined,
      },
      ...{ delivery: 'hang', answeredAt: undefined, abortedAt: undefined },
    };
    this.requests.push(seen);
    return seen;
  }

  #carryOut(request: OrgRequest, step: OutageStep | undefined, seen: SeenRequest): OrgReply {
    const { rows = [], code = '' } = step?.failing ?? {};
    const refusalOf = (row: number): string | undefined => (rows.includes(row) ? code : undefined);
    const reply = this.org.carryOut(request, {
      at: this.now(),
      attempt: seen.attempt,
      refusalOf,
    });
    seen.carriedOut = reply.status < 300;
    return reply;
  }

  #withHeaders(
    reply: OrgReply,
    step: OutageStep | undefined,
    seen: SeenRequest,
    isHeard: () => boolean,
  ): Required<OrgReply> {
    const now = this.now();
    const serverNow = now + (this.#options.clockSkewMs ?? 0);
    const asks = step?.retryAfter;
    if (asks)
      this.#asked.set(thingOf(seen, seen.keys), {
        notBefore: now + asks.asksMs(serverNow),
        isHeard,
      });
    const headers = {
      'Content-Type': 'application/json;charset=UTF-8',
      Date: new Date(serverNow).toUTCString(),
      ...reply.headers,
      ...(asks && { 'Retry-After': asks.textAt(serverNow) }),
    };
    return { ...reply, headers };
  }
}

/** What the retries of one thing have in common: the record that they are about, or method and path. */
const thingOf = ({ method, path }: Pick<OrgRequest, 'method' | 'path'>, keys: readonly string[]): string =>
  keys.length > 0 ? keys.join('\n') : `${method} ${path.split('?')[0] ?? ''}`;

async function wait(ms = 0): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
