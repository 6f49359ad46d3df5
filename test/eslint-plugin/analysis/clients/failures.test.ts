import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { callsOf } from '../../../../eslint-plugin/src/analysis/calls.ts';
import type { SourceView } from '../../../../eslint-plugin/src/analysis/source.ts';
import { callIn, callsIn } from '../../../support/model.ts';

const URL = "'https://acme.my.salesforce.com/services/data/v60.0/limits'";
const WRAPPED =
  'async function again(run) { for (let i = 0; i < 3; i++) { try { return await run(); } catch { await sleep(i); } } }\n';

describe('a failure arrives as the client and its options say', () => {
  it.each([
    ['returned', '', 'fetch(URL)'],
    ['thrown', '', 'UrlFetchApp.fetch(URL)'],
    ['thrown', '', 'UrlFetchApp.fetch(URL, { muteHttpExceptions: false })'],
    ['returned', '', 'UrlFetchApp.fetch(URL, { muteHttpExceptions: true })'],
    ['thrown', "import axios from 'axios';", 'axios.post(URL, body)'],
    ['returned', "import axios from 'axios';", 'axios.post(URL, body, { validateStatus: () => true })'],
    ['returned', "import axios from 'axios';", 'axios.post(URL, body, { validateStatus: null })'],
    ['thrown', "import axios from 'axios';", 'axios.post(URL, body, { validateStatus: (status) => status < 400 })'],
    ['thrown', "import got from 'got';", 'got.post(URL, { json })'],
    ['returned', "import got from 'got';", 'got.post(URL, { json, throwHttpErrors: false })'],
    ['thrown', "import got from 'got';", 'got.post(URL, { json, throwHttpErrors: true })'],
    ['returned', "import ky from 'ky';", 'ky.post(URL, { json, throwHttpErrors: false })'],
    ['thrown', "import ky from 'ky';", 'ky.post(URL, { json })'],
    ['returned', "import { ofetch } from 'ofetch';", "ofetch(URL, { method: 'POST', ignoreResponseError: true })"],
    ['thrown', "import { ofetch } from 'ofetch';", "ofetch(URL, { method: 'POST' })"],
    ['thrown', "const rp = require('request-promise');", "rp({ url: URL, method: 'POST' })"],
    ['returned', "const rp = require('request-promise');", "rp({ url: URL, method: 'POST', simple: false })"],
    ['returned', "import needle from 'needle';", "needle('post', URL, body)"],
    ['thrown', "import superagent from 'superagent';", 'superagent.post(URL)'],
    ['returned', "import { request } from 'undici';", "request(URL, { method: 'POST' })"],
  ])('%s: %s %s', (expected, before, code) => {
    const { retry } = callIn(`${before}\n${WRAPPED}again(() => ${code.replace('URL', URL)});`).facts;
    // What repeats after an exception repeats the request only where a status is one.
    const how = retry.state === 'present' ? 'thrown' : retry.nearMiss?.kind === 'status never thrown' ? 'returned' : '';
    expect(how).toBe(expected);
  });
});

it('nothing is found where the file does not mention Salesforce', () => {
  expect(callsIn("await fetch('https://example.com/api');")).toEqual([]);
});

it('the calls are found once for a file, and shared by all who ask', () => {
  const seen: unknown[] = [];
  const listener = {
    create: ({ sourceCode }: { sourceCode: unknown }) => ({
      'Program:exit'() {
        seen.push(callsOf(sourceCode as SourceView));
      },
    }),
  };
  const plugins = { model: { rules: { first: listener, second: listener } } };
  new Linter().verify(`fetch(${URL});`, { plugins, rules: { 'model/first': 'error', 'model/second': 'error' } });
  expect(seen).toHaveLength(2);
  expect(seen[0]).toBe(seen[1]);
});
