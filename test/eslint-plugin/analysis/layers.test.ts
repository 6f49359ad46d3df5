import { describe, expect, it } from 'vitest';
import { callIn } from '../../support/model.ts';

const URL = "base + '/services/data/v60.0/limits'";

/** The retries around the only call, the innermost first. */
function layersIn(code: string): unknown {
  const { layers } = callIn(code).facts;
  return layers.state === 'present' ? layers.value.map(({ kind, attempts }) => `${kind} ${attempts}`) : layers.state;
}

const loop = (call: string): string =>
  `async function load() { for (let n = 0; ; n++) { try { return await ${call}; } catch (error) { if (n >= 2) throw error; await sleep(n); } } }`;

describe('the layers of a retry', () => {
  it.each([
    [
      'a client in a package',
      `import got from 'got'; import pRetry from 'p-retry'; pRetry(() => got(${URL}));`,
      ['client 3', 'package 11'],
    ],
    [
      'jsforce in a loop',
      `import jsforce from 'jsforce'; const conn = new jsforce.Connection(); ${loop("conn.query('SELECT Id FROM Lead')")}`,
      ['client 6', 'loop 3'],
    ],
    [
      'a loop in a package in a package',
      `import axios from 'axios'; import pRetry from 'p-retry'; import retry from 'async-retry'; ${loop(`axios.get(${URL})`)} const safely = () => pRetry(load, { retries: 1 }); retry(() => safely(), { retries: 4 });`,
      ['loop 3', 'package 2', 'package 5'],
    ],
    [
      'a helper that is not counted',
      `import got from 'got'; async function again(work, options) { for (let n = 0; ; n++) { try { return await work(); } catch (error) { if (n >= options.most) throw error; } } } export const load = (options) => again(() => got(${URL}), options);`,
      ['client 3', 'helper undefined'],
    ],
  ])('are those of %s', (_, code, layers) => {
    expect(layersIn(code)).toEqual(layers);
  });

  it.each([
    ['one loop', `import axios from 'axios'; ${loop(`axios.get(${URL})`)}`],
    [
      'two packages beside one another',
      `import axios from 'axios'; import pRetry from 'p-retry'; const load = () => axios.get(${URL}); pRetry(load); pRetry(load);`,
    ],
    [
      'a client that skips the method',
      `import got from 'got'; import pRetry from 'p-retry'; pRetry(() => got.post(${URL}, {}));`,
    ],
  ])('are absent for %s', (_, code) => {
    expect(layersIn(code)).toBe('absent');
  });

  it('are absent where one of very many callers pages', () => {
    const parse =
      "function parse(answer) { if (answer.data.page) return answer.data.page; throw new Error('failed'); }";
    const send = `async send(kind, left) { let answer; try { answer = await axios.get(${URL}); } catch (error) { if (left > 0 && error.code) return this.send(kind, left - 1); if (!error.response) throw error; answer = error.response; } try { return parse(answer); } catch (error) { if (left > 0) return this.send(kind, 1); throw error; } }`;
    const callers = Array.from({ length: 23 }, (_, i) => `call${i}() { return this.send('${i}', 3); }`);
    const pages =
      "async all(request) { let status; do { const page = await this.page(request); status = page.status; } while (status === 'MoreDataAvailable'); } page(request) { return this.send(request, 3); }";
    const code = `import axios from 'axios'; ${parse} export class Api { ${send} ${pages} ${callers.join(' ')} }`;
    expect(layersIn(code)).toBe('absent');
  });

  it('are found behind many branches that nothing decides', () => {
    const branches = Array.from({ length: 12 }, (_, n) => `if (some${n}()) keep(${n});`).join(' ');
    const calm = 'async function calm() { try { return await load(); } catch { return null; } }';
    const outer = `async function outer() { for (let n = 0; n < 3; n++) { const found = await calm(); ${branches} if (found) return found; await sleep(n); } throw new Error('failed'); }`;
    expect(layersIn(`import axios from 'axios'; ${loop(`axios.get(${URL})`)} ${calm} ${outer}`)).toEqual([
      'loop 3',
      'loop 3',
    ]);
  });

  it('are unknown where the retry is', () => {
    expect(layersIn(`import { withRetry } from 'somewhere'; withRetry(() => fetch(${URL}));`)).toBe('unknown');
  });
});
