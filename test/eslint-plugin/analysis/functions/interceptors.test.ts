import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

describe('an interceptor of axios', () => {
  const AROUND = "import axios from 'axios'; const api = axios.create();";
  it.each([
    ['sends again', 'interceptor any', 'async (error) => { await sleep(1); return api.request(error.config); }'],
    [
      'sends again with the instance itself',
      'interceptor 5xx',
      'async (error) => { const { config, response } = error; if (response && response.status >= 500 && !config.retried) { config.retried = true; return api(config); } return Promise.reject(error); }',
    ],
    [
      'sends again by a list of statuses',
      'interceptor 429 503',
      'async (error) => { if ([429, 503].includes(error.response?.status)) return api(error.config); throw error; }',
    ],
    [
      'sends again after 401',
      'absent: only after 401',
      'async (error) => { if (error.response?.status === 401) { await login(); return api(error.config); } return Promise.reject(error); }',
    ],
    ['logs', 'absent', '(error) => { console.error(error); return Promise.reject(error); }'],
    ['swallows', 'absent', '() => null'],
    ['cannot be read', 'unknown: an interceptor may send it again', 'handlers.failed'],
  ])('that %s', (_, expected, handler) => {
    expect(
      verdict(`${AROUND} api.interceptors.response.use((r) => r, ${handler}); export const load = () => api.get(URL);`),
    ).toBe(expected);
  });

  it.each([
    [
      'of another instance',
      'absent',
      'const other = axios.create(); other.interceptors.response.use(null, (error) => other(error.config)); export const load = () => api.get(URL);',
    ],
    [
      'that swallows, beneath a loop',
      'absent',
      'api.interceptors.response.use((r) => r, () => null); export async function load() { for (let i = 0; i < 3; i++) { try { return await api.get(URL); } catch { await sleep(1); } } }',
    ],
    [
      'that passes on, beneath a loop',
      'loop any',
      'api.interceptors.response.use((r) => r, (e) => Promise.reject(e)); export async function load() { for (let i = 0; i < 3; i++) { try { return await api.get(URL); } catch { await sleep(1); } } }',
    ],
    [
      'with a name',
      'interceptor any',
      'async function failed(error) { return api.request(error.config); } api.interceptors.response.use(undefined, failed); export const load = () => api.get(URL);',
    ],
  ])('%s', (_, expected, code) => {
    expect(verdict(`${AROUND} ${code}`)).toBe(expected);
  });

  it('may stand where the instance is made, in another file', () => {
    const files = {
      '/repo/src/api.js': `${AROUND} api.interceptors.response.use((r) => r, (error) => api(error.config)); export default api;`,
    };
    expect(verdict("import api from './api'; export const load = () => api.get(URL);", { files })).toBe(
      'interceptor any',
    );
  });
});
