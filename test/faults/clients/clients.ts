import type { Kind } from '../cell.ts';
import type { ClientFactory } from './client.ts';

/** A row of the matrix. */
export interface ClientRow {
  readonly id: string;
  /** The package that it is, by its name in the lock file. */
  readonly package?: string;
  readonly kinds: readonly Kind[];
  /** Loads the package when it is its turn: each process has one client only. */
  readonly load: () => Promise<ClientFactory>;
}

const ALL: readonly Kind[] = ['create', 'upsert', 'load'];
const SINGLE: readonly Kind[] = ['create', 'upsert'];
const CREATE: readonly Kind[] = ['create'];

const row = (id: string, kinds: readonly Kind[], load: () => Promise<ClientFactory>, name?: string): ClientRow => ({
  id,
  kinds,
  load,
  ...(name !== undefined && { package: name }),
});

/** Everyone who is compared. A load without a package of its own is written by hand, see load-by-hand.ts. */
export const CLIENTS: readonly ClientRow[] = [
  row('article: broken', ALL, async () => (await import('./article.ts')).articleBroken),
  row('article: loop', SINGLE, async () => (await import('./article.ts')).articleLoop),
  row('article: class', SINGLE, async () => (await import('./article.ts')).articleClass),
  row('jsforce', ALL, async () => (await import('./jsforce.ts')).jsforce, 'jsforce'),
  row('jsforce, tuned', ALL, async () => (await import('./jsforce.ts')).jsforceTuned, 'jsforce'),
  row('axios-retry', ALL, async () => (await import('./axios-retry.ts')).axiosWithRetry, 'axios-retry'),
  row('axios-retry, tuned', ALL, async () => (await import('./axios-retry.ts')).axiosWithRetryTuned, 'axios-retry'),
  row('got', ALL, async () => (await import('./got.ts')).gotDefault, 'got'),
  row('got, tuned', ALL, async () => (await import('./got.ts')).gotTuned, 'got'),
  row('ky', ALL, async () => (await import('./ky.ts')).kyDefault, 'ky'),
  row('ky, tuned', ALL, async () => (await import('./ky.ts')).kyTuned, 'ky'),
  row('undici RetryAgent', ALL, async () => (await import('./undici-retry.ts')).undiciRetry, 'undici'),
  row('undici RetryAgent, tuned', ALL, async () => (await import('./undici-retry.ts')).undiciRetryTuned, 'undici'),
  row('p-retry', ALL, async () => (await import('./p-retry.ts')).pRetryDefault, 'p-retry'),
  row('p-retry, tuned', ALL, async () => (await import('./p-retry.ts')).pRetryTuned, 'p-retry'),
  row('fetch-retry', ALL, async () => (await import('./fetch-retry.ts')).fetchRetry, 'fetch-retry'),
  row('fetch-retry, tuned', ALL, async () => (await import('./fetch-retry.ts')).fetchRetryTuned, 'fetch-retry'),
  row('cockatiel', ALL, async () => (await import('./cockatiel.ts')).cockatielDefault, 'cockatiel'),
  row('cockatiel, tuned', ALL, async () => (await import('./cockatiel.ts')).cockatielTuned, 'cockatiel'),
  row('opossum', ALL, async () => (await import('./opossum.ts')).opossum, 'opossum'),
  row('opossum + p-retry, tuned', ALL, async () => (await import('./opossum.ts')).opossumTuned, 'opossum'),
  row('ours: core', ALL, async () => (await import('./ours.ts')).oursCore),
  row('ours', ALL, async () => (await import('./ours.ts')).ours),
  row('ours: repeatRefusedCreates false', CREATE, async () => (await import('./ours.ts')).oursCautious),
  row('ours: keyOf', CREATE, async () => (await import('./ours.ts')).oursKeyed),
];

/** Those that check the bench: the first knows what the server knows, the others do not care. They run in the judge. */
export const BENCH_CLIENTS = ['perfect', 'terrible: sends nothing', 'terrible: sends twice'] as const;
