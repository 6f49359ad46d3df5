/** What the public status page says of an instance. */
export interface TrustStatus {
  /** `unknown`: it said nothing that could be read. That is no sign of an outage, and no reason to wait. */
  readonly status: 'ok' | 'maintenance' | 'incident' | 'degraded' | 'unknown';
  /** Its own word, such as `MAJOR_INCIDENT_CORE`; for `unknown`, why. */
  readonly detail: string;
  /** The next maintenance that it announces: no time for large loads. */
  readonly maintenance: { readonly from: Date; readonly to: Date } | undefined;
}

/** How the status page is asked. */
export interface TrustStatusOptions {
  /** A plain `fetch`: there is nothing to outlast here. */
  readonly fetch?: typeof fetch;
  /** Longest time for the answer (3 s). */
  readonly timeoutMs?: number;
  readonly baseUrl?: string;
}

/**
 * Looks an instance up in Salesforce's public status API. Its answer explains an outage and never decides whether to call:
 * it is late, it does not know throttling of a single client, and Salesforce moves its users to the My Trust Center API,
 * which needs a token. So it takes little time and never throws.
 *
 * @param instance - Such as `EU48`: `SELECT InstanceName FROM Organization`.
 */
export async function trustStatus(instance: string, options: TrustStatusOptions = {}): Promise<TrustStatus> {
  const { timeoutMs = 3_000, baseUrl = 'https://api.status.salesforce.com/v1' } = options;
  const stopped = new AbortController();
  const timer = setTimeout(() => stopped.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    const url = `${baseUrl}/instances/${encodeURIComponent(instance)}/status`;
    const response = await (options.fetch ?? fetch)(url, { signal: stopped.signal });
    if (!response.ok) return unknown(`the status API answered ${response.status}`);
    return statusIn(await response.json(), instance);
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}

function statusIn(answer: unknown, instance: string): TrustStatus {
  const { status, Maintenances: planned } = Object(answer) as { status?: unknown; Maintenances?: unknown };
  if (typeof status !== 'string' || status === '') return unknown(`the status API knows no instance ${instance}`);
  return { status: kindOf(status), detail: status, maintenance: nextOf(Array.isArray(planned) ? planned : []) };
}

function kindOf(status: string): TrustStatus['status'] {
  if (status === 'OK' || status.startsWith('INFORMATIONAL')) return 'ok';
  if (status.includes('INCIDENT')) return 'incident';
  return status.includes('MAINTENANCE') ? 'maintenance' : 'degraded';
}

/** The first window that is not over yet. */
function nextOf(planned: readonly unknown[]): TrustStatus['maintenance'] {
  return planned
    .map((item) => {
      const { plannedStartTime, plannedEndTime } = Object(item) as {
        plannedStartTime?: unknown;
        plannedEndTime?: unknown;
      };
      return { from: new Date(String(plannedStartTime)), to: new Date(String(plannedEndTime)) };
    })
    .filter(({ from, to }) => !Number.isNaN(from.getTime()) && to.getTime() > Date.now())
    .sort((a, b) => a.from.getTime() - b.from.getTime())[0];
}

function unknown(detail: string): TrustStatus {
  return { status: 'unknown', detail, maintenance: undefined };
}
