import { Agent, request, RetryAgent } from 'undici';
import { type ClientFactory, headersOf, type SendAs } from './client.ts';
import { bodyOf } from './fetch-once.ts';
import { withLogin, withoutLogin } from './sessions.ts';
import { codesFor, statusesFor, TUNING } from './tuning.ts';

/** `request` through a RetryAgent, which throws for answers that are no success when it has retried enough. */
const senderOf =
  (agentFor: (method: string) => RetryAgent): SendAs =>
  async (call, token) => {
    const { method, url, body = null } = call;
    const headers = headersOf(call, token);
    const answer = await request(url, { method, headers, body, dispatcher: agentFor(method) });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) {
      throw Object.assign(new Error(`HTTP ${answer.statusCode}`), { status: answer.statusCode });
    }
    return bodyOf(text, String(answer.headers['content-type'] ?? ''));
  };

/** `new RetryAgent(new Agent())`. */
export const undiciRetry: ClientFactory = (connection) => {
  const agent = new RetryAgent(new Agent());
  return withoutLogin(
    connection,
    senderOf(() => agent),
  );
};

/** With POST and PATCH as far as they are safe, more retries, and time-outs for headers and body. */
export const undiciRetryTuned: ClientFactory = (connection) => {
  const agent = new Agent({ headersTimeout: TUNING.attemptMs, bodyTimeout: TUNING.attemptMs });
  const agentFor = (method: 'POST' | 'PATCH'): RetryAgent => {
    const call = { method, url: '' };
    const codes = method === 'POST' ? codesFor(call) : [...codesFor(call), 'UND_ERR_HEADERS_TIMEOUT'];
    return new RetryAgent(agent, {
      maxRetries: TUNING.retries,
      minTimeout: TUNING.baseMs,
      maxTimeout: TUNING.maxMs,
      methods: method === 'POST' ? ['POST'] : ['PATCH', 'PUT', 'GET'],
      statusCodes: statusesFor(call),
      errorCodes: codes,
    });
  };
  const creating = agentFor('POST');
  const writing = agentFor('PATCH');
  return withLogin(
    connection,
    senderOf((method) => (method === 'POST' ? creating : writing)),
  );
};
