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

  it('are unknown where the retry is', () => {
    expect(layersIn(`import { withRetry } from 'somewhere'; withRetry(() => fetch(${URL}));`)).toBe('unknown');
  });
});
