import type { AxiosError } from 'axios';
import axios, { type AxiosInstance } from 'axios';
import axiosRetry, { exponentialDelay } from 'axios-retry';
import { type Call, type ClientFactory, headersOf, type SendAs } from './client.ts';
import { withLogin, withoutLogin } from './sessions.ts';
import { isWorthRepeating, TUNING } from './tuning.ts';

const senderOf =
  (instance: AxiosInstance): SendAs =>
  async (call, token) => {
    const { method, url, body } = call;
    // What axios parses is taken as it is: a text where JSON was expected is no error to it.
    const { data } = await instance.request<unknown>({ method, url, data: body, headers: headersOf(call, token) });
    return data;
  };

/** `axiosRetry(axios.create())`. */
export const axiosWithRetry: ClientFactory = (connection) => {
  const instance = axios.create();
  axiosRetry(instance);
  return withoutLogin(connection, senderOf(instance));
};

/** With its exponential delay, which heeds Retry-After, a time-out for each attempt, and POST and PATCH as far as they are safe. */
export const axiosWithRetryTuned: ClientFactory = (connection) => {
  const instance = axios.create({ timeout: TUNING.attemptMs });
  axiosRetry(instance, {
    retries: TUNING.retries,
    shouldResetTimeout: true,
    retryDelay: (count, error) => exponentialDelay(count, error, TUNING.baseMs / 2),
    retryCondition: (error) => isWorthRepeating({ method: methodOf(error), url: '' }, error),
  });
  return withLogin(connection, senderOf(instance));
};

const methodOf = ({ config }: AxiosError): Call['method'] => (config?.method ?? 'get').toUpperCase() as Call['method'];
