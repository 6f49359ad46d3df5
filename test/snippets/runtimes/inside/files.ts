import { delay, drain, file, is, QUICK, SHORT } from './calls.ts';
import type { Scenario } from './scenario.ts';

/** Answers that are passed on as they come. */
export const FILES: readonly Scenario[] = [
  {
    name: 'a file is passed on whole',
    script: ['503'],
    async perform(stage) {
      const response = await file(stage.clientWith(QUICK), stage);
      return [response.status, response.headers.get('Content-Type'), await drain(response)];
    },
    expected: is({ told: [200, 'text/csv', 120_000], requests: 2, stored: 0 }),
  },
  {
    name: 'a file that stalls does not keep its reader',
    script: ['stall'],
    isFull: true,
    async perform(stage) {
      const response = await file(stage.clientWith(SHORT), stage);
      return drain(response).catch((error: unknown) => (error as Error).name);
    },
    expected: is({ told: 'TimeoutError', requests: 1, ended: 1, stored: 0 }),
  },
  {
    name: 'an abort ends the reading of a file at once',
    script: ['stall'],
    isFull: true,
    async perform(stage) {
      const controller = new AbortController();
      const response = await file(stage.clientWith(QUICK), stage, { signal: controller.signal });
      const read = drain(response).catch((reason: unknown) => reason);
      await delay(50);
      controller.abort('no longer wanted');
      return Promise.race([read, delay(50).then(() => 'still under way after 50 ms')]);
    },
    expected: is({ told: 'no longer wanted', requests: 1, ended: 1, stored: 0 }),
  },
];
