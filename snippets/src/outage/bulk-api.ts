import { readCsv, writeCsv } from './csv.ts';
import { type DataRequest, failure, json, objectIn, type OrgApi, type OrgContext, type OrgReply } from './org-api.ts';
import { changeRow, createRow, type Row, type RowResult, upsertRow } from './rows.ts';

/** How the Bulk API is. */
export interface BulkOptions {
  /** How long a job waits before it is worked on (ms, 1,000). */
  readonly queueMs?: number;
  /** How long it is worked on (ms, 4,000). */
  readonly workMs?: number;
}

interface Job {
  readonly id: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  csv: string | undefined;
  uploads: number;
  closedAt: number | undefined;
  aborted: boolean;
  rows: {
    readonly fields: Readonly<Record<string, string>>;
    readonly result: RowResult;
  }[];
}

/**
 * Bulk API 2.0 ingest: create, upload, close, poll, and the three results (Bulk API 2.0 Developer Guide, "Ingest Jobs").
 * Rows are written when the job is closed; its state tells so later, as the clock goes on.
 */
export function bulkApi({ queueMs = 1_000, workMs = 4_000 }: BulkOptions = {}): OrgApi {
  const jobs = new Map<string, Job>();
  const stateOf = ({ csv, closedAt, aborted }: Job, at: number): string => {
    if (aborted) return 'Aborted';
    if (closedAt === undefined || csv === undefined) return 'Open';
    if (at < closedAt + queueMs) return 'UploadComplete';
    return at < closedAt + queueMs + workMs ? 'InProgress' : 'JobComplete';
  };
  return (request, context) => {
    const [root, kind, id, part] = request.path;
    if (root !== 'jobs' || kind !== 'ingest') return undefined;
    const show = (job: Job): object => jobBody(job, stateOf(job, context.at), request.version);
    if (id === undefined) return allJobs(jobs, request, context, show);
    const job = jobs.get(id);
    if (!job) return failure(404, 'NOT_FOUND', 'The requested resource does not exist');
    const state = stateOf(job, context.at);
    if (part === undefined && request.method === 'GET') return json(200, show(job));
    if (part === undefined && request.method === 'PATCH') return changeState(job, state, request, context, show);
    if (part === undefined && request.method === 'DELETE') {
      if (state === 'Open' || state === 'InProgress') return wrongState(`A job that is ${state} cannot be deleted.`);
      jobs.delete(id);
      return { status: 204, body: '' };
    }
    if (part === 'batches' && request.method === 'PUT') return upload(job, state, request);
    return request.method === 'GET' ? results(job, state, part ?? '') : undefined;
  };
}

const wrongState = (message: string): OrgReply => failure(400, 'INVALIDJOBSTATE', message);

function allJobs(
  jobs: Map<string, Job>,
  { method, body }: DataRequest,
  { at }: OrgContext,
  show: (job: Job) => object,
) {
  if (method === 'GET') return json(200, { done: true, records: [...jobs.values()].map(show), nextRecordsUrl: null });
  if (method !== 'POST') return undefined;
  const request = objectIn(body);
  const { object, operation, externalIdFieldName } = request;
  if (typeof object !== 'string') return failure(400, 'INVALIDJOB', 'A job needs an object, such as Payment__c.');
  if (!/^(?:insert|update|upsert|delete)$/.test(String(operation))) {
    return failure(
      400,
      'INVALIDJOB',
      `There is no operation '${String(operation)}': insert, update, upsert or delete.`,
    );
  }
  if (operation === 'upsert' && typeof externalIdFieldName !== 'string') {
    return failure(400, 'INVALIDJOB', 'An upsert needs externalIdFieldName.');
  }
  const id = `750${String(jobs.size + 1).padStart(12, '0')}AAA`;
  const job: Job = {
    id,
    request,
    createdAt: at,
    csv: undefined,
    uploads: 0,
    closedAt: undefined,
    aborted: false,
    rows: [],
  };
  jobs.set(id, job);
  return json(200, show(job));
}

/** Takes the data as often as they are sent: only closing the job says that it has got them twice, as in Salesforce. */
function upload(job: Job, state: string, { body }: DataRequest): OrgReply {
  if (state !== 'Open') return wrongState(`A job that is ${state} takes no data.`);
  job.csv = body;
  job.uploads += 1;
  return { status: 201, body: '' };
}

function changeState(
  job: Job,
  state: string,
  request: DataRequest,
  context: OrgContext,
  show: (job: Job) => object,
): OrgReply {
  const { state: wanted } = objectIn(request.body);
  if (wanted === 'Aborted' && state !== 'JobComplete') {
    job.aborted = true;
    return json(200, show(job));
  }
  if (wanted !== 'UploadComplete' || state !== 'Open' || job.csv === undefined) {
    return wrongState(
      `A job that is ${state}${job.csv === undefined ? ' and has no data' : ''} cannot become ${String(wanted)}.`,
    );
  }
  if (job.uploads > 1) {
    return failure(
      400,
      'INVALIDJOB',
      `Job ${job.id} has several uploads: abort it, and send the data to a new one, once.`,
    );
  }
  job.closedAt = context.at;
  const [object, { version }] = [String(job.request['object']), request];
  job.rows = readCsv(job.csv).map((fields, index) => {
    return { fields, result: writeRow(job, { object, fields, index, version }, context) };
  });
  return json(200, show(job));
}

function writeRow({ request }: Job, row: Row, context: OrgContext): RowResult {
  const { operation, externalIdFieldName } = request;
  if (operation === 'insert') return createRow(row, context);
  if (operation === 'upsert') return upsertRow(row, context, String(externalIdFieldName));
  const { Id, ...fields } = row.fields;
  return changeRow({ ...row, fields }, context, operation === 'update' ? 'PATCH' : 'DELETE', Id);
}

function results({ csv, rows, aborted }: Job, state: string, part: string): OrgReply | undefined {
  const columns = Object.keys(readCsv(csv ?? '')[0] ?? {});
  const sent = (text: string): OrgReply => ({
    status: 200,
    headers: { 'Content-Type': 'text/csv' },
    body: text,
  });
  if (part === 'unprocessedrecords') {
    return sent(writeCsv(columns, aborted && rows.length === 0 ? readCsv(csv ?? '') : []));
  }
  if (part !== 'successfulResults' && part !== 'failedResults') return undefined;
  if (state !== 'JobComplete' && state !== 'Aborted') return wrongState(`A job that is ${state} has no results yet.`);
  const wanted = part === 'successfulResults';
  const lines = rows
    .filter(({ result }) => result.success === wanted)
    .map(({ fields, result }) => ({ ...fields, ...resultColumns(result) }));
  return sent(writeCsv(['sf__Id', wanted ? 'sf__Created' : 'sf__Error', ...columns], lines));
}

const resultColumns = (result: RowResult): Record<string, string> =>
  result.success
    ? { sf__Id: result.id, sf__Created: String(result.created) }
    : {
        sf__Id: '',
        sf__Error: `${result.code}:${result.message}:${result.fields.join(' ') || '--'}`,
      };

function jobBody({ id, request, createdAt, rows }: Job, state: string, version: string): object {
  const done = state === 'JobComplete' || state === 'Aborted';
  const failed = rows.filter(({ result }) => !result.success).length;
  const at = new Date(createdAt).toISOString();
  const { operation, object, externalIdFieldName, lineEnding = 'LF' } = request;
  return {
    ...{ id, operation, object, createdById: '005000000000001AAA', createdDate: at, systemModstamp: at, state },
    ...(externalIdFieldName !== undefined && { externalIdFieldName }),
    ...{ concurrencyMode: 'Parallel', contentType: 'CSV', lineEnding, columnDelimiter: 'COMMA', jobType: 'V2Ingest' },
    ...{ apiVersion: Number(version.slice(1)), contentUrl: `services/data/${version}/jobs/ingest/${id}/batches` },
    ...(done && { numberRecordsProcessed: rows.length, numberRecordsFailed: failed, retries: 0 }),
  };
}
