import type { Operation, Slot } from './client.ts';

/** One row: the calls, their HTTP method, the path, the arguments. Names in `calls` that share a row do the same. */
export type Row = readonly [calls: string, method: string, path: string, slots?: string, particular?: 'particular'];

/** Where the REST API begins. */
export const DATA = '/services/data/{}';

/**
 * What the methods of a Connection request. Read in the sources of jsforce 1.11, 2.0 beta and 3.10, where they agree;
 * an array of records goes to the collections resource, which the reader of the arguments decides.
 */
export const CONNECTION_ROWS: readonly Row[] = [
  ['query queryAll', 'GET', `${DATA}/query`],
  ['queryMore', 'GET', `${DATA}/query/{}`],
  ['search', 'GET', `${DATA}/search`],
  ['sobject.().find sobject.().findOne sobject.().select sobject.().count', 'GET', `${DATA}/query`, '-', 'particular'],
  ['sobject.().create sobject.().insert', 'POST', `${DATA}/sobjects/{sobject}`, 'body', 'particular'],
  ['sobject.().update', 'PATCH', `${DATA}/sobjects/{sobject}/{}`, 'body', 'particular'],
  ['sobject.().upsert', 'PATCH', `${DATA}/sobjects/{sobject}/{1}/{}`, 'body -', 'particular'],
  ['sobject.().destroy sobject.().delete sobject.().del', 'DELETE', `${DATA}/sobjects/{sobject}/{}`, '-', 'particular'],
  ['sobject.().retrieve', 'GET', `${DATA}/sobjects/{sobject}/{}`, '-', 'particular'],
  [
    'sobject.().describe sobject.().describe$ sobject.().layouts sobject.().compactLayouts sobject.().approvalLayouts',
    'GET',
    `${DATA}/sobjects/{sobject}/describe`,
    '-',
    'particular',
  ],
  [
    'sobject.().deleted sobject.().updated sobject.().recent sobject.().listviews',
    'GET',
    `${DATA}/sobjects/{sobject}/updated`,
    '-',
    'particular',
  ],
  [
    'sobject.().listview.().results sobject.().listview.().describe',
    'GET',
    `${DATA}/sobjects/{sobject}/listviews/{}`,
    '-',
    'particular',
  ],
  [
    'sobject.().quickActions sobject.().quickAction.().describe sobject.().quickAction.().defaultValues',
    'GET',
    `${DATA}/sobjects/{sobject}/quickActions`,
    '-',
    'particular',
  ],
  ['sobject.().quickAction.().execute', 'POST', `${DATA}/sobjects/{sobject}/quickActions/{}`, '-', 'particular'],
  ['sobject.().record.().update', 'PATCH', `${DATA}/sobjects/{sobject}/{}`, 'body', 'particular'],
  [
    'sobject.().record.().destroy sobject.().record.().delete',
    'DELETE',
    `${DATA}/sobjects/{sobject}/{}`,
    '-',
    'particular',
  ],
  ['sobject.().record.().retrieve', 'GET', `${DATA}/sobjects/{sobject}/{}`, '-', 'particular'],
  ['sobject.().record.().blob', 'GET', `${DATA}/sobjects/{sobject}/{}/{}`, '-', 'particular'],
  [
    'sobject.().createBulk sobject.().insertBulk sobject.().updateBulk sobject.().upsertBulk sobject.().destroyBulk sobject.().deleteBulk',
    'POST',
    '/services/async/{}/job',
    'body',
    'particular',
  ],
  ['create insert', 'POST', `${DATA}/sobjects/{sobject}`, 'sobject body'],
  ['update', 'PATCH', `${DATA}/sobjects/{sobject}/{}`, 'sobject body'],
  ['upsert', 'PATCH', `${DATA}/sobjects/{sobject}/{2}/{}`, 'sobject body -'],
  ['destroy delete del', 'DELETE', `${DATA}/sobjects/{sobject}/{}`, 'sobject'],
  ['retrieve', 'GET', `${DATA}/sobjects/{sobject}/{}`, 'sobject'],
  ['describe describe$ describeSObject', 'GET', `${DATA}/sobjects/{sobject}/describe`, 'sobject'],
  ['describeGlobal describeGlobal$', 'GET', `${DATA}/sobjects`],
  ['limits', 'GET', `${DATA}/limits`],
  ['identity', 'GET', '/services/oauth2/userinfo'],
  ['recent tabs theme quickActions', 'GET', `${DATA}/recent`],
  ['quickAction.().describe quickAction.().defaultValues', 'GET', `${DATA}/quickActions/{}`],
  ['quickAction.().execute', 'POST', `${DATA}/quickActions/{}`],
  ['updated deleted', 'GET', `${DATA}/sobjects/{sobject}/updated`, 'sobject'],
  ['requestGet', 'GET', '{0}', 'url', 'particular'],
  ['requestPost', 'POST', '{0}', 'url body', 'particular'],
  ['requestPut', 'PUT', '{0}', 'url body', 'particular'],
  ['requestPatch', 'PATCH', '{0}', 'url body', 'particular'],
  ['requestDelete', 'DELETE', '{0}', 'url', 'particular'],
  ['request', '', '{0}', 'url options'],
  ['apex.get', 'GET', '/services/apexrest{0}', 'url'],
  ['apex.post', 'POST', '/services/apexrest{0}', 'url body'],
  ['apex.put', 'PUT', '/services/apexrest{0}', 'url body'],
  ['apex.patch', 'PATCH', '/services/apexrest{0}', 'url body'],
  ['apex.delete apex.del', 'DELETE', '/services/apexrest{0}', 'url'],
  // Making a job sends nothing, which opening it does.
  ['bulk2.loadAndWaitForResults bulk2.createJob.().open', 'POST', `${DATA}/jobs/ingest`],
  ['bulk2.query', 'POST', `${DATA}/jobs/query`],
  ['bulk.load bulk.query bulk.createJob.().open', 'POST', '/services/async/{}/job'],
  // Neither making a job nor a batch of it sends anything: this opens the job, and then sends the batch.
  [
    'bulk.createJob.().createBatch.().execute bulk.createJob.().createBatch.().exec bulk.createJob.().createBatch.().run',
    'POST',
    '/services/async/{}/job',
  ],
  ['bulk.job.().createBatch.().execute', 'POST', '/services/async/{}/job/{}/batch'],
  // Only other metadata for the report make it a POST.
  [
    'analytics.report.().execute analytics.report.().exec analytics.report.().run',
    'GET',
    `${DATA}/analytics/reports/{}`,
  ],
  ['analytics.report.().executeAsync', 'POST', `${DATA}/analytics/reports/{}/instances`],
  ['executeAnonymous tooling.executeAnonymous', 'GET', `${DATA}/tooling/executeAnonymous`],
  ['chatter.resource.().retrieve', 'GET', `${DATA}/chatter/{}`],
  ['chatter.resource.().create chatter.resource.().update', 'POST', `${DATA}/chatter/{}`, 'body'],
  ['process.rule.trigger', 'POST', `${DATA}/process/rules/{}`],
  [
    'process.approval.submit process.approval.approve process.approval.reject process.approval.request',
    'POST',
    `${DATA}/process/approvals`,
  ],
  ['metadata.checkDeployStatus metadata.checkRetrieveStatus', 'POST', '/services/Soap/m/{}', '-', 'particular'],
  ['metadata.list metadata.describe', 'POST', '/services/Soap/m/{}'],
  ['metadata.read', 'POST', '/services/Soap/m/{}', 'sobject -', 'particular'],
  ['metadata.deploy', 'POST', '/services/Soap/m/{}', '-', 'particular'],
  [
    'metadata.create metadata.update metadata.upsert metadata.delete',
    'POST',
    '/services/Soap/m/{}',
    'sobject -',
    'particular',
  ],
  ['metadata.rename metadata.retrieve metadata.createAsync', 'POST', '/services/Soap/m/{}'],
  ['soap.convertLead soap.merge soap.emptyRecycleBin soap.upsert soap.update', 'POST', '/services/Soap/u/{}'],
  ['soap.create soap.delete soap.setPassword soap.resetPassword', 'POST', '/services/Soap/u/{}'],
  // By OAuth 2.0 where the connection has the id and the secret of a client, else by SOAP.
  ['login', 'POST', '/services/oauth2/token or /services/Soap/u/{}'],
  ['loginBySoap', 'POST', '/services/Soap/u/{} (login)'],
  ['loginByOAuth2', 'POST', '/services/oauth2/token'],
  ['authorize', 'POST', '/services/oauth2/token', 'body'],
];

/** What the Connection of `@salesforce/core` has besides; read in the versions 2, 4 and 8. */
export const CORE_ROWS: readonly Row[] = [
  ['autoFetchQuery singleRecordQuery', 'GET', `${DATA}/query`, '-', 'particular'],
  ['deploy deployRecentValidation', 'POST', '/services/Soap/m/{}'],
];

/** APIs of a Connection that nothing else has by these names. */
const PARTICULAR = /^(?:apex|tooling|bulk2?|analytics|chatter|soap)\.|^describeGlobal\b/;

/** Writes rows out: one operation for each call, also below `tooling`, whose records are metadata. */
export function operationsOf(rows: readonly Row[], tooling = false): Operation[] {
  return rows.flatMap(([calls, method, path, slots = '-', particular]) =>
    calls.split(' ').flatMap((call) => {
      const row = {
        ...(method === '' ? {} : { method }),
        path,
        slots: slots.split(' ') as Slot[],
      };
      const below = tooling && /^\/(?:query|search|sobjects)\b/.test(path.replace(DATA, ''));
      const own = { ...row, call, particular: particular === 'particular' || PARTICULAR.test(call) };
      const inTooling = {
        ...row,
        call: `tooling.${call}`,
        path: path.replace(DATA, `${DATA}/tooling`),
        particular: true,
      };
      return below ? [own, inTooling] : [own];
    }),
  );
}
