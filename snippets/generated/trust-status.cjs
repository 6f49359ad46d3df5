'use strict';

/**
 * Looks an instance up in Salesforce's public status API. Its answer explains an outage and never decides whether to call:
 * it is late, it does not know throttling of a single client, and Salesforce moves its users to the My Trust Center API,
 * which needs a token. So it takes little time and never throws.
 *
 * @param instance - Such as `EU48`: `SELECT InstanceName FROM Organization`.
 */
async function trustStatus(instance, options = {}) {
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

function statusIn(answer, instance) {
  const { status, Maintenances: planned } = Object(answer);
  if (typeof status !== 'string' || status === '') return unknown(`the status API knows no instance ${instance}`);
  return { status: kindOf(status), detail: status, maintenance: nextOf(Array.isArray(planned) ? planned : []) };
}

function kindOf(status) {
  if (status === 'OK' || status.startsWith('INFORMATIONAL')) return 'ok';
  if (status.includes('INCIDENT')) return 'incident';
  return status.includes('MAINTENANCE') ? 'maintenance' : 'degraded';
}

/** The first window that is not over yet. */
function nextOf(planned) {
  return planned
    .map((item) => {
      const { plannedStartTime, plannedEndTime } = Object(item);

      return { from: new Date(String(plannedStartTime)), to: new Date(String(plannedEndTime)) };
    })
    .filter(({ from, to }) => !Number.isNaN(from.getTime()) && to.getTime() > Date.now())
    .sort((a, b) => a.from.getTime() - b.from.getTime())[0];
}

function unknown(detail) {
  return { status: 'unknown', detail, maintenance: undefined };
}

module.exports = { trustStatus };
