import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

/** A function that sends a request again where a test of its error holds. */
const again = (test: string, more = ''): string =>
  `import axios from 'axios'; ${more} async function load() { try { return await AXIOS; } catch (error) { if (${test}) { await repair(); return await load(); } throw error; } }`;

describe('a request that is sent again because of what its error says', () => {
  it.each([
    "error.response.data.includes('cannot contain child folders')",
    "error.message.toLowerCase().includes('not empty')",
    "String(error).includes('duplicate value')",
    "JSON.stringify(error.response?.data).includes('DUPLICATE_VALUE')",
    '/duplicate value/.test(error.message)',
    'error.message.match(/duplicate value/)',
    "error.message.indexOf('duplicate value') !== -1",
    "error.message === 'The folder is not empty'",
    "!(error.message !== 'The folder is not empty')",
  ])('is not repeated after a failure that passes: %s', (test) => {
    expect(verdict(again(test))).toBe('absent');
  });

  it('may be repeated with a new token, where the text may be that of a session', () => {
    expect(verdict(again("error.message.includes('token is no longer valid')"))).toBe('absent: only after 401');
  });

  it('is not, where the text is in a variable', () => {
    const code = again("text.includes('duplicate value')").replace('{ if', '{ const text = error.message ?? ""; if');
    expect(verdict(code)).toBe('absent');
  });

  it('is not, where the text is that of an error, or of whatever else was thrown', () => {
    const code = again("text.includes('duplicate value')").replace(
      '{ if',
      '{ const text = error instanceof Error ? error.message : String(error); if',
    );
    expect(verdict(code)).toBe('absent');
  });

  it.each([
    ["error.message.includes('temporarily unavailable')", 'a text of failures that pass'],
    ["error.message.includes('code 5')", 'a number, which may be a status'],
    ['/try.again/.test(error.message)', 'a pattern of failures that pass'],
    ['error.message.includes(phrase)', 'a text from elsewhere'],
    ["options.mode.includes('eager')", 'something else than the error'],
    ["error.name === 'Salesforce'", 'a name, which the code may have given'],
    ["!error.message.includes('duplicate value')", 'every other text'],
    ["error.message.indexOf('duplicate value') === -1", 'every other text, by its place'],
  ])('may be repeated after one: %s, %s', (test) => {
    expect(verdict(again(test))).toBe('recursion any');
  });

  it.each([
    "const check = () => { throw new Error('not ready'); };",
    'const check = (name) => { throw new NotFound({ message: `${name} is not ready` }); };',
    "const check = () => Promise.reject('not ready');",
    "const check = (error) => { error.message = 'not ready'; throw error; };",
  ])('may be, where the code makes an error with that text: %s', (more) => {
    expect(verdict(again("error.message.includes('not ready')", more))).toBe('recursion any');
  });

  it.each(["console.log('still not ready');", "if (text === 'not ready') stop();"])(
    'is not, where the code only speaks of it: %s',
    (more) => {
      expect(verdict(again("error.message.includes('not ready')", more))).toBe('absent');
    },
  );

  it('is a replay, where the text is that of a session, of which the code writes to its log', () => {
    const code = again(
      "error.errorCode === 'INVALID_SESSION_ID' || error.message.includes('expired') || error.message.includes('invalid')",
      "console.log('The session has expired or is invalid');",
    );
    expect(verdict(code)).toBe('absent: only after 401');
  });
});

describe('a request that is sent again because of a lost connection', () => {
  it.each([
    ["error.code === 'ECONNRESET'", 'network'],
    ["error.cause?.code === 'UND_ERR_SOCKET'", 'network'],
    ["['ECONNRESET', 'ETIMEDOUT'].includes(error.code)", 'network'],
    ['LOST.has(error.code)', 'network'],
    ["error.message.includes('socket hang up')", 'network'],
    ["error.code === 'ETIMEDOUT' || error.response?.status === 503", '503 network'],
    ['error.response?.status >= 500 || LOST.has(error.code)', '5xx network'],
    ["error.message.includes('INVALID_SESSION_ID') || error.message.includes('ECONNRESET')", 'network'],
  ])('is not repeated after an answer by %s', (test, met) => {
    expect(verdict(again(test, "const LOST = new Set(['ECONNRESET', 'ENOTFOUND']);"))).toBe(`recursion ${met}`);
  });

  it.each([
    ["error.code !== 'ECONNRESET'", 'every other code'],
    ["['ECONNRESET', 'ERR_BAD_RESPONSE'].includes(error.code)", 'a code of answers among them'],
    ["error.code === 'ERR_BAD_RESPONSE'", 'a code of answers'],
    ["error.message.includes('timeout')", 'a word that an answer may have, too'],
    ["job.code === 'ECONNRESET'", 'a code of something else'],
  ])('may be repeated after an answer: %s, %s', (test) => {
    expect(verdict(again(test))).toBe('recursion any');
  });

  it('may be, where the code makes such errors itself', () => {
    const late = "const late = (error) => { error.code = 'ETIMEDOUT'; throw error; };";
    expect(verdict(again("error.code === 'ETIMEDOUT'", late))).toBe('recursion any');
  });
});
