import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../extension/src/cli/cli.ts';

let folder: string;

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "integration", "dependencies": { "jsforce": "^1.11.0" } }',
  'src/http.ts':
    "import axios from 'axios';\nexport const http = axios.create({ baseURL: 'https://acme.my.salesforce.com' });\n",
  'src/orders.ts': [
    "import { http } from './http.js';",
    "import { withRetry } from './retry.js';",
    'export async function create(order: object) {',
    "  return await withRetry(() => http.post('/services/data/v60.0/sobjects/Order__c', order));",
    '}',
  ].join('\n'),
  'src/retry.ts': [
    'export async function withRetry<T>(action: () => Promise<T>): Promise<T> {',
    '  for (let attempt = 0; ; attempt++) {',
    '    try {',
    '      return await action();',
    '    } catch (error) {',
    '      if (attempt === 3) throw error;',
    '    }',
    '  }',
    '}',
  ].join('\n'),
  'src/quiet.js': [
    "import got from 'got';",
    "export const load = () => got('https://acme.my.salesforce.com/services/data/v60.0/limits', { throwHttpErrors: false });",
  ].join('\n'),
  'src/plain.js': "export const load = () => fetch('https://example.com/services');\n",
  'src/broken.js': 'const salesforce = ;\n',
  'src/accounts.js': [
    "const jsforce = require('jsforce');",
    'const conn = new jsforce.Connection();',
    "module.exports = () => conn.query('SELECT Id FROM Account');",
  ].join('\n'),
};

beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'salesforce-resilience-explain-')));
  mkdirSync(path.join(folder, 'src'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function explain(place: string): Promise<{ code: number; out: string; err: string }> {
  const lines: Record<'err' | 'out', string[]> = { out: [], err: [] };
  const output = { out: (text: string) => lines.out.push(text), error: (text: string) => lines.err.push(text) };
  const code = await runCli(['explain', place], output, folder);
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n') };
}

describe('explain', () => {
  it('says what is known about a call, and where each thing was read, in other files too', async () => {
    const { code, out } = await explain('src/orders.ts:4');
    expect(code).toBe(0);
    expect(out).toBe(
      [
        `${path.join('src', 'orders.ts')}:4:32`,
        '  client       axios; a 503 is thrown',
        `  method       POST  (${path.join('src', 'orders.ts')}:4:32)`,
        '  URL          https://acme.my.salesforce.com/services/data/v60.0/sobjects/Order__c',
        '  endpoint     sobject-create (create) of Order__c',
        '  confidence   certain: the path /services/data/v60.0/sobjects/Order__c',
        `  retry        by helper, after 429, 500, 502, 503, 504, no answer  (${path.join('src', 'retry.ts')}:2:3)`,
        '  Retry-After  not read',
        '  repeating    creates the record again',
        '  login code   none',
      ].join('\n'),
    );
  });

  it('says which version it goes by: jsforce 1 repeats nothing', async () => {
    const { code, out } = await explain('src/accounts.js');
    expect(code).toBe(0);
    expect(out).toContain('client       jsforce; a 503 is thrown');
    expect(out).toMatch(/retry +absent/);
  });

  it('says what the options of the call make of a failure', async () => {
    const { out } = await explain('src/quiet.js');
    expect(out).toContain('client       got; a 503 is an answer like any other');
  });

  it.each([
    ['src/orders.ts:1', 'No Salesforce call is found at src/orders.ts:1. Calls are found at:'],
    ['src/plain.js', 'None is found in the file: the URL, a header or the client must show Salesforce.'],
    ['src/nowhere.js:3', 'cannot be read. Give a file: explain FILE:LINE.'],
    ['src/broken.js:1', 'src/broken.js:1:20 does not parse: Unexpected token'],
  ])('ends with 2 and says what to do about %s', async (place, message) => {
    const { code, err } = await explain(place);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
