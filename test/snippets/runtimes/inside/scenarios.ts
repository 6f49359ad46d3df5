import { ANSWERS } from './answers.ts';
import { CONNECTIONS } from './connections.ts';
import { FILES } from './files.ts';
import type { Scenario } from './scenario.ts';
import { WAITS } from './waits.ts';

/**
 * What a client has to get right wherever it runs, in terms of the web platform: the same code is run by Node, Deno, Bun,
 * workerd and Chromium, as JavaScript.
 */
export const SCENARIOS: readonly Scenario[] = [...ANSWERS, ...CONNECTIONS, ...WAITS, ...FILES];
