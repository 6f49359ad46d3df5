import type { Client } from './client.ts';

/** The functions with the signature of `fetch`. None retries, and none throws when the server answers 503. */
export const FETCH_CLIENTS: readonly Client[] = [
  fetchClient('fetch', [{ path: ['fetch'] }]),
  fetchClient('node-fetch', [
    { module: 'node-fetch', path: ['default'] },
    { module: 'node-fetch-commonjs', path: ['default'] },
  ]),
  fetchClient('cross-fetch', [
    { module: 'cross-fetch', path: ['default'] },
    { module: 'cross-fetch', path: ['fetch'] },
  ]),
  fetchClient('isomorphic-fetch', [
    { module: 'isomorphic-fetch', path: ['default'] },
    { module: 'isomorphic-unfetch', path: ['default'] },
  ]),
  fetchClient('undici', [{ module: 'undici', path: ['fetch'] }]),
];

function fetchClient(name: string, functions: Client['functions']): Client {
  return { name, functions, throwsOnStatus: false, retries: 'nothing' };
}
