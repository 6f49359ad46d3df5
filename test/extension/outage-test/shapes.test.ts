import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliProject, cliProject } from '../../support/cli-project.ts';
import { prepareFramework, runFramework, type TestEnd } from '../../snippets/outage/framework-runs.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');

/** Functions as projects have them, each with what makes it hard to be driven by a test. */
const FUNCTIONS: Readonly<Record<string, { readonly file: string; readonly name: string; readonly text: string }>> = {
  'a connection of jsforce that it is given': {
    file: 'connection.cjs',
    name: 'rename',
    text: `const { Connection } = require('jsforce');
const connect = (options) => new Connection(options);
/** @param {Connection} conn */
async function rename(conn, id, name) {
  return conn.sobject('Payment__c').update({ Id: id, Name: name });
}
module.exports = { connect, rename };
`,
  },
  'a connection of jsforce by its type': {
    file: 'connection.ts',
    name: 'upsertPayment',
    text: `import type { Connection } from 'jsforce';
export async function upsertPayment(conn: Connection, reference: string) {
  return conn.sobject('Payment__c').upsert({ Reference__c: reference, Amount__c: 5 }, 'Reference__c');
}
`,
  },
  'a login that is signed with a key of the environment': {
    file: 'signed.mjs',
    name: 'logIn',
    text: `import { createSign } from 'node:crypto';
export async function logIn() {
  const claims = Buffer.from(JSON.stringify({ aud: process.env.SF_AUDIENCE })).toString('base64url');
  const signature = createSign('RSA-SHA256').update(claims).sign(process.env.SF_PRIVATE_KEY, 'base64url');
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: \`\${claims}.\${signature}\`,
  });
  const response = await fetch(\`\${process.env.SF_AUDIENCE}/services/oauth2/token\`, { method: 'POST', body });
  if (!response.ok) throw new Error(\`The login failed with \${response.status}.\`);
  return (await response.json()).access_token;
}
`,
  },
  'a token that is ended': {
    file: 'revoke.mjs',
    name: 'logOut',
    text: `export async function logOut(instanceUrl, token) {
  const body = new URLSearchParams({ token });
  const response = await fetch(\`\${instanceUrl}/services/oauth2/revoke\`, { method: 'POST', body });
  if (!response.ok) throw new Error(\`The token is still valid: \${response.status}.\`);
}
`,
  },
  'a flow of the org': {
    file: 'flow.mjs',
    name: 'startFlow',
    text: `export async function startFlow(session) {
  const response = await fetch(\`\${session.instanceUrl}/services/data/v60.0/actions/custom/flow/Invoice\`, {
    method: 'POST',
    headers: { Authorization: \`Bearer \${await session.getAccessToken()}\` },
    body: JSON.stringify({ inputs: [{}] }),
  });
  if (!response.ok) throw new Error(\`The flow was not started: \${response.status}.\`);
  return response.json();
}
`,
  },
  'the name of a field': {
    file: 'field.mjs',
    name: 'upsert',
    text: `export async function upsert(base, token, object, field, key, record) {
  const response = await fetch(\`\${base}/services/data/v60.0/sobjects/\${object}/\${field}/\${key}\`, {
    method: 'PATCH',
    headers: { Authorization: \`Bearer \${token}\`, 'Content-Type': 'application/json' },
    body: JSON.stringify(record),
  });
  if (!response.ok) throw new Error(\`\${object} was not written: \${response.status}.\`);
}
`,
  },
};

describe('the outage test of a function that needs', () => {
  let project: CliProject;
  let ends: TestEnd[];

  beforeAll(async () => {
    project = cliProject();
    symlinkSync(path.join(REPOSITORY, 'node_modules'), path.join(project.folder, 'node_modules'), 'junction');
    project.write({ 'package.json': '{}' });
    await prepareFramework(project.folder);
    const tests: string[] = [];
    for (const { file, name, text } of Object.values(FUNCTIONS)) {
      for (const version of ['broken', 'fixed']) {
        const folder = `${version}/${file.replace('.', '-')}`;
        project.write({ [`${folder}/${file}`]: text });
        if (version === 'fixed') expect(await project.run('fix', folder)).toMatchObject({ err: '' });
        const { out, err } = await project.run('test', `${folder}/${file}:${name}`);
        expect(err).toBe('');
        tests.push(/^Run it: .* (\S+)$/m.exec(out)![1]!);
      }
    }
    ends = await runFramework('node-test', project.folder, tests, ['--import', import.meta.resolve('tsx')]);
  }, 120_000);

  afterAll(() => project.remove());

  const inFolder = (version: string, file: string): TestEnd[] =>
    ends.filter((end) => end.file.includes(path.normalize(`/${version}/${file.replace('.', '-')}/`)));

  it.each(Object.entries(FUNCTIONS))('%s fails before the fix and passes after it', (_, { file, name }) => {
    const [works, ...others] = inFolder('broken', file);
    expect(works).toMatchObject({ name: `${name} works while Salesforce does`, passed: true });
    expect(others.find(({ name: title }) => title.includes('transient 503'))?.passed).toBe(false);
    expect(inFolder('fixed', file).length).toBeGreaterThanOrEqual(4);
    expect(inFolder('fixed', file).filter(({ passed }) => !passed)).toEqual([]);
  });
});
