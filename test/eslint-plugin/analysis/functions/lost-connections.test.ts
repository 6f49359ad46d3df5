import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

/** A function that sends a request again where a test of its error holds. */
const again = (test: string, more = ''): string =>
  `import axios from 'axios'; ${more} async function load() { for (let n = 0; n < 3; n += 1) { try { return await AXIOS; } catch (error) { if (${test}) { await pause(n); continue; } throw error; } } }`;

describe('a request that is sent again because of how its error is named', () => {
  it.each([
    "error.code === 'ECONNRESET' || error.code === 'ETIMEDOUT'",
    "['ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN'].includes(error.code)",
    "error.code === 'ECONNABORTED' || error.name === 'AbortError'",
    "error.errno === 'ESOCKETTIMEDOUT'",
    "!(error.code !== 'UND_ERR_SOCKET')",
  ])('is repeated after a lost connection only: %s', (test) => {
    expect(verdict(again(test))).toBe('loop network');
  });

  it('is, where the names are in a list of the file', () => {
    expect(verdict(again('LOST.includes(error.code)', "const LOST = ['ECONNRESET', 'EPIPE'];"))).toBe('loop network');
  });

  it('is repeated after what the code asks for beside that, too', () => {
    expect(verdict(again("error.code === 'ECONNRESET' || error.response?.status === 503"))).toBe('loop 503 network');
  });

  it('is not, where a callback is given the answer in place of an error', () => {
    const code =
      "import request from 'request'; const send = () => new Promise((resolve, reject) => { request({ url: URL }, (error, response) => (response && response.statusCode === 200 ? resolve(response) : reject(error || response))); }); function load() { return send().catch((error) => { if (error.code === 'ECONNRESET') return load(); throw error; }); }";
    expect(verdict(code)).toBe('absent: only lost connections');
  });

  it('is not, where the code throws an error of its own after a status', () => {
    const code =
      "async function load() { for (let n = 0; n < 3; n += 1) { try { const r = await FETCH; if (!r.ok) throw new Error('no'); return r; } catch (error) { if (error.code !== 'ECONNRESET') throw error; await pause(n); } } }";
    expect(verdict(code)).toBe('absent: only lost connections');
    expect(verdict(code.replace("throw new Error('no')", 'return null'))).toBe('absent: status never thrown');
  });

  it.each([
    ["error.code === 'ERR_BAD_RESPONSE'", 'the name of an answer'],
    ["error.code === 'ECONNRESET' || error.code === 'SERVER_BUSY'", 'a name that the code may have given'],
    ['error.code === expected', 'a name from elsewhere'],
    ['error.code', 'any name'],
    ["error.code !== 'ENOTFOUND'", 'every other name'],
  ])('may be repeated after any failure: %s, %s', (test) => {
    expect(verdict(again(test))).toBe('loop any');
  });
});
