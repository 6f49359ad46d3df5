import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../../eslint-plugin/src/analysis/clients/client.ts';
import { callsIn } from '../../../support/model.ts';
import { argumentsOf, decoyOf, importOf, membersOf, SPELLINGS, WRITTEN, type Written } from './writing.ts';

/** What the methods of a Connection request: method, id of the endpoint, and the methods. */
const CONNECTION = `
GET query: query queryAll sobject.().find sobject.().findOne sobject.().select sobject.().count
GET query: tooling.query tooling.queryAll tooling.sobject.().find tooling.sobject.().findOne tooling.sobject.().select tooling.sobject.().count
GET query-more: queryMore tooling.queryMore
GET search: search tooling.search
POST sobject-create: create insert sobject.().create sobject.().insert requestPost
POST sobject-create: tooling.create tooling.insert tooling.sobject.().create tooling.sobject.().insert
PATCH sobject-update: update sobject.().update sobject.().record.().update
PATCH sobject-update: tooling.update tooling.sobject.().update tooling.sobject.().record.().update
PATCH sobject-upsert-extid: upsert sobject.().upsert
PATCH rest-other-write: tooling.upsert tooling.sobject.().upsert requestPatch request
DELETE sobject-delete: destroy delete del sobject.().destroy sobject.().delete sobject.().del sobject.().record.().destroy sobject.().record.().delete
DELETE sobject-delete: tooling.destroy tooling.delete tooling.del tooling.sobject.().destroy tooling.sobject.().delete tooling.sobject.().del
DELETE sobject-delete: tooling.sobject.().record.().destroy tooling.sobject.().record.().delete
GET sobject-row-read: retrieve sobject.().retrieve sobject.().record.().retrieve
GET sobject-row-read: tooling.retrieve tooling.sobject.().retrieve tooling.sobject.().record.().retrieve
GET sobject-meta: describe describe$ describeSObject updated deleted sobject.().describe sobject.().describe$ sobject.().layouts
GET sobject-meta: sobject.().compactLayouts sobject.().approvalLayouts sobject.().listview.().results sobject.().listview.().describe
GET sobject-meta: sobject.().quickActions sobject.().quickAction.().describe sobject.().quickAction.().defaultValues
GET sobject-meta: sobject.().deleted sobject.().updated sobject.().recent sobject.().listviews
GET sobject-meta: tooling.sobject.().compactLayouts tooling.sobject.().approvalLayouts tooling.sobject.().listview.().results
GET sobject-meta: tooling.sobject.().listview.().describe tooling.sobject.().quickActions tooling.sobject.().quickAction.().describe
GET sobject-meta: tooling.sobject.().quickAction.().defaultValues
GET sobject-meta: tooling.describe tooling.describe$ tooling.describeSObject tooling.updated tooling.deleted tooling.sobject.().describe tooling.sobject.().describe$
GET sobject-meta: tooling.sobject.().layouts tooling.sobject.().deleted tooling.sobject.().updated tooling.sobject.().recent tooling.sobject.().listviews
GET sobject-extid-read: sobject.().record.().blob
GET tooling-other-read: tooling.sobject.().record.().blob
POST quick-action: quickAction.().execute sobject.().quickAction.().execute
POST rest-other-write: tooling.sobject.().quickAction.().execute
GET sobjects-list: describeGlobal describeGlobal$ tooling.describeGlobal tooling.describeGlobal$
GET limits: limits
GET oauth-userinfo: identity
GET rest-other-read: recent tabs theme quickActions quickAction.().describe quickAction.().defaultValues
GET sobject-basic: requestGet
PUT rest-other-write: requestPut
DELETE rest-other-write: requestDelete
GET apexrest-read: apex.get
POST apexrest-write: apex.post
PUT apexrest-write: apex.put
PATCH apexrest-write: apex.patch
DELETE apexrest-write: apex.delete apex.del
POST bulk1-job-create: sobject.().createBulk sobject.().insertBulk sobject.().updateBulk sobject.().upsertBulk sobject.().destroyBulk sobject.().deleteBulk
POST bulk1-job-create: bulk.load bulk.query bulk.createJob.().open bulk.createJob.().createBatch.().execute
POST bulk1-job-create: bulk.createJob.().createBatch.().exec bulk.createJob.().createBatch.().run
POST bulk1-batch: bulk.job.().createBatch.().execute
POST bulk2-ingest-create: bulk2.loadAndWaitForResults bulk2.createJob.().open
POST bulk2-query-create: bulk2.query
GET reports-run-sync: analytics.report.().execute analytics.report.().exec analytics.report.().run
POST reports-run-async: analytics.report.().executeAsync
GET exec-anonymous: executeAnonymous tooling.executeAnonymous
GET connect-read: chatter.resource.().retrieve
POST connect-write: chatter.resource.().create chatter.resource.().update
POST process-rules-run: process.rule.trigger
POST process-approvals: process.approval.submit process.approval.approve process.approval.reject process.approval.request
POST soap: metadata.read metadata.list metadata.describe metadata.checkDeployStatus metadata.checkRetrieveStatus metadata.create metadata.update metadata.upsert
POST soap: metadata.delete metadata.rename metadata.deploy metadata.retrieve metadata.createAsync soap.convertLead soap.merge soap.emptyRecycleBin
POST soap: soap.create soap.update soap.upsert soap.delete soap.setPassword soap.resetPassword
POST oauth-token: login loginByOAuth2 authorize
POST soap-login: loginBySoap
`;

const FUEL_REST = `
GET mc-other-read: get
POST nothing: post
PUT nothing: put
PATCH nothing: patch apiRequest
DELETE nothing: delete`;

const FUEL_SOAP = `
POST mc-soap: create update delete perform execute retrieve describe schedule soapRequest`;

const EXPECTED: Readonly<Record<string, string>> = {
  jsforce: CONNECTION,
  'node-salesforce': CONNECTION,
  '@salesforce/core Connection': `${CONNECTION.trimEnd()}
GET query: autoFetchQuery singleRecordQuery tooling.autoFetchQuery tooling.singleRecordQuery
POST soap: deploy deployRecentValidation`,
  'OAuth2 of jsforce': `
POST oauth-token: refreshToken requestToken authenticate
POST oauth-revoke: revokeToken`,
  '@heroku/applink': `
GET query: query
GET query-more: queryMore
POST sobject-create: create
PATCH sobject-update: update
DELETE sobject-delete: delete
POST composite-graph: commitUnitOfWork`,
  nforce: `
POST oauth-token: authenticate refreshToken
GET query: query queryAll
GET search: search
POST sobject-create: insert
PATCH sobject-update: update
PATCH sobject-upsert-extid: upsert
DELETE sobject-delete: delete
GET sobject-row-read: getRecord
GET sobjects-list: getDescribe getMetadata getSObjects getVersions getResources getLimits
GET oauth-userinfo: getIdentity
PATCH apexrest-write: apexRest`,
  'sfmc-sdk': `
GET mc-other-read: rest.get rest.getBulk
GET nothing: rest.getCollection
POST nothing: rest.post
PUT nothing: rest.put
PATCH nothing: rest.patch
DELETE nothing: rest.delete
POST mc-soap: soap.create soap.update soap.delete soap.execute soap.retrieve soap.retrieveBulk soap.describe soap.schedule
POST mc-soap: soap.perform soap.configure
POST mc-token: auth.getAccessToken`,
  'fuel-rest': FUEL_REST,
  'fuel-soap': FUEL_SOAP,
  'sfmc-fuelsdk-node 1': FUEL_REST,
  'sfmc-fuelsdk-node 2': FUEL_SOAP,
  'sfmc-fuelsdk-node 3': `
POST mc-soap: get post patch delete send`,
  'AJAX toolkit': `
POST soap: query queryAll queryMore search retrieve describeGlobal describeSObject describeSObjects describeLayout describeTabs
POST soap: getDeleted getUpdated getUserInfo getServerTimestamp create update deleteIds undelete convertLead merge process
POST soap: emptyRecycleBin upsert
POST soap-login: login`,
  forcejs: `
GET query: query queryAll
GET query-more: queryMore
GET sobject-row-read: retrieve
GET sobject-meta: getPickListValues
POST sobject-create: create
PATCH sobject-update: update
PATCH sobject-upsert-extid: upsert
DELETE sobject-delete: del
GET apexrest-read: apexrest
PATCH rest-other-write: request`,
};

/** For each operation: what is expected of it. */
function tableOf(rows: string): Record<string, string> {
  const lines = rows.trim().split('\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [says = '', calls = ''] = line.split(': ');
      return calls.split(' ').map((call) => [call, says]);
    }),
  );
}

/** Everything that is found, in words. */
function found(code: string, name: string): string {
  return callsIn(code)
    .map(({ client, confidence, endpoint, method }) => {
      const verb = method.state === 'present' ? method.value : method.state === 'absent' ? 'GET' : '?';
      const sure = confidence === 'certain' && client.name === name ? '' : ` (${client.name}, ${confidence})`;
      return `${verb} ${endpoint?.id ?? 'nothing'}${sure}`;
    })
    .join(' and ');
}

const LIBRARIES = WRITTEN.filter(({ client }) => client.salesforce === true);

/** The key of what is expected: the client's name, or with its number where those of the name differ. */
const keyOf = ({ id, client }: Written): string => (id in EXPECTED ? id : client.name);

it('have an expectation each', () => {
  expect([...new Set(LIBRARIES.map(keyOf))].toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
});

describe.each(LIBRARIES)('the operations of $id', ({ id, client }) => {
  const spelling = SPELLINGS[id]!;
  const expected = tableOf(EXPECTED[keyOf({ id, client })]!);
  const before = `${importOf(client, spelling)}\nconst conn = ${spelling.receiver};\n`;
  const table = (code: (operation: Operation, args: string) => string): Record<string, string> =>
    Object.fromEntries(
      client.operations.map((operation) => [
        operation.call,
        found(before + code(operation, argumentsOf(client, operation, spelling.url)), client.name),
      ]),
    );

  it('are found once, with method and endpoint', () => {
    expect(table((operation, args) => `await ${membersOf('conn', operation)}(${args});`)).toEqual(expected);
  });

  it('are found under another name', () => {
    expect(table((operation, args) => `const send = ${membersOf('conn', operation)};\nawait send(${args});`)).toEqual(
      expected,
    );
  });

  it('are found when they are taken out of the connection', () => {
    const code = (operation: Operation, args: string): string => {
      const [, holder = '', key = ''] = /^(.*)\.([\w$]+)$/.exec(membersOf('conn', operation)) ?? [];
      return `const { ${key}: taken } = ${holder};\nawait taken(${args});`;
    };
    expect(table(code)).toEqual(expected);
  });

  it('are not found where the connection is something else', () => {
    const code = (operation: Operation): string => {
      const decoy = `const conn = ${decoyOf(operation.call.split('.'))};`;
      return `${importOf(client, spelling)}\n${decoy}\n${membersOf('conn', operation)}(${argumentsOf(client, operation)});`;
    };
    expect(client.operations.flatMap((operation) => callsIn(code(operation)))).toEqual([]);
  });

  it('are not found on a parameter, unless only this library has such a method', () => {
    const plain = client.operations.filter(({ particular }) => particular !== true);
    const code = (operation: Operation): string =>
      `${importOf(client, spelling)}\nfunction load(other) { return ${membersOf('other', operation)}(${argumentsOf(client, operation)}); }`;
    expect(plain.flatMap((operation) => callsIn(code(operation)))).toEqual([]);
  });
});
