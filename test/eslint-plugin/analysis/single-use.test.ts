import { describe, expect, it } from 'vitest';
import { callIn } from '../../support/model.ts';

const SUPERAGENT = "import request from 'superagent';\n";
const JSFORCE = "import { Connection, OAuth2 } from 'jsforce';\nconst conn = new Connection({});\n";
const TOKEN = "'https://login.salesforce.com/services/oauth2/token'";

const isSingleUse = (code: string): boolean => callIn(code.replace('TOKEN', TOKEN)).facts.singleUse;

describe('a code that is valid once', () => {
  it.each([
    "fetch(TOKEN, { method: 'POST', body: `grant_type=authorization_code&code=${code}` });",
    "fetch(`https://${tenant}.auth.marketingcloudapis.com/v2/token`, { method: 'POST', body: JSON.stringify({ grant_type: 'authorization_code', code }) });",
    `${SUPERAGENT}request.post(TOKEN).type('form').send({ grant_type: 'authorization_code', code });`,
    `${SUPERAGENT}request.post(TOKEN).query({ grant_type: 'authorization_code', code }).then(keep, console.error);`,
    `${SUPERAGENT}request('POST', TOKEN).send('grant_type=authorization_code').send({ code });`,
    `${SUPERAGENT}const body = { grant_type: 'authorization_code', code };\nrequest.post(TOKEN).send(body);`,
    `${SUPERAGENT}const sent = request.post(TOKEN);\nsent.type('form').send({ grant_type: 'authorization_code', code });`,
    "const form = require('request').post(TOKEN).form({ grant_type: 'authorization_code', code });",
    "const xhr = new XMLHttpRequest();\nxhr.open('POST', TOKEN);\nxhr.send('grant_type=authorization_code&code=' + code);",
    "const paramsOf = (code) => new URLSearchParams({ grant_type: 'authorization_code', code });\nconst initOf = (body) => ({ method: 'POST', body });\nconst params = paramsOf(code);\nfetch(TOKEN, initOf(params));",
    `${JSFORCE}conn.authorize(code);`,
    `${JSFORCE}conn.oauth2.requestToken(code);`,
    `${JSFORCE}new OAuth2({}).requestToken(code, done);`,
  ])('is sent by %s', (code) => {
    expect(isSingleUse(code)).toBe(true);
  });

  it.each([
    `${SUPERAGENT}request.post(TOKEN).send({ grant_type: 'refresh_token', refresh_token });`,
    "fetch(`https://${tenant}.auth.marketingcloudapis.com/v2/token`, { method: 'POST', body: JSON.stringify({ grant_type: 'client_credentials' }) });",
    `${SUPERAGENT}request.post(TOKEN).send({ grant_type: refresh ? 'refresh_token' : 'authorization_code', code });`,
    `${SUPERAGENT}request.post(TOKEN).send(body).then(() => log('authorization_code'));`,
    `${SUPERAGENT}request.post(TOKEN).send(body);\nrequest.get('/').query({ grant_type: 'authorization_code' });`,
    "const bodyOf = (grant) => new URLSearchParams(grant === 'code' ? { grant_type: 'authorization_code' } : { grant_type: 'refresh_token' });\nfetch(TOKEN, { method: 'POST', body: bodyOf(grant) });",
    "const bodyOf = (body) => { log('not for refresh_token'); return body; };\nfetch(TOKEN, { method: 'POST', body: bodyOf('grant_type=client_credentials') });",
    `${JSFORCE}conn.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });`,
    `${JSFORCE}conn.oauth2.requestToken({ grant_type: 'client_credentials' });`,
    `${JSFORCE}conn.oauth2.refreshToken(token);`,
    `${JSFORCE}conn.oauth2.authenticate(user, password);`,
  ])('is not sent by %s', (code) => {
    expect(isSingleUse(code)).toBe(false);
  });
});

describe('a code that a function of another file puts into what is sent', () => {
  const sent = (grant: string): boolean =>
    callIn(
      `import { paramsOf } from './params.js';\nexport const exchange = (code) => fetch(${TOKEN}, { method: 'POST', body: paramsOf(code) });`,
      {
        path: '/repo/src/login.js',
        files: { '/repo/src/params.js': `export const paramsOf = (code) => new URLSearchParams({ ${grant} });` },
      },
    ).facts.singleUse;

  it('is known by what it names there', () => {
    expect(sent("grant_type: 'authorization_code', code")).toBe(true);
    expect(sent("grant_type: 'refresh_token', refresh_token: code")).toBe(false);
    expect(sent('code')).toBe(false);
  });
});
