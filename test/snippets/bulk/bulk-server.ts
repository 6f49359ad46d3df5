import type { ServerResponse } from 'node:http';
import { parseCsv } from '@salesforce-resilience/snippets/bulk/parse-csv';
import { toCsv } from '@salesforce-resilience/snippets/bulk/to-csv';
import { type ReceivedRequest, serve } from '../client/local-server.ts';

/** What a request is for. */
export type BulkRequest = 'create' | 'upload' | 'close' | 'abort' | 'poll' | 'failed' | 'unprocessed' | 'successful';

/** What a request meets instead of its answer. A number is a status that is answered without doing anything. */
export type BulkFault =
  | 'drop-before'
  | 'commit+drop'
  | 'html200'
  | 'truncate'
  | { status: number; code?: string; retryAfter?: string; commit?: boolean; body?: string };

export interface BulkJob {
  readonly id: string;
  readonly lineEnding: string;
  readonly field: string;
  state: string;
  data: string | undefined;
  uploads: number;
  polls: number;
  failures: Map<string, string>;
  done: Set<string>;
}

export interface BulkServerOptions {
  /** The faults that requests of a kind meet, in turn. */
  readonly faults?: Partial<Record<BulkRequest, (BulkFault | undefined)[]>>;
  /** The error of a row, by its external id. */
  readonly failing?: Readonly<Record<string, string>>;
  /** How often a job is seen in the making before it is complete. */
  readonly pollsNeeded?: number;
  /** How a job ends, in turn: complete unless given. */
  readonly ends?: ('JobComplete' | 'Failed' | 'Aborted')[];
  /** Rows that the job does not get to, and of which it says so or nothing. */
  readonly unprocessed?: readonly string[];
  readonly forgotten?: readonly string[];
  /** Whether jobs do not say how many rows they have processed: then only their results tell. */
  readonly isUncounted?: boolean;
  /**
   * What becomes of a second upload to a job, which the guide leaves open: it is taken, and then the job cannot be closed,
   * as has been seen of Salesforce (unless given); it is refused; or it is added to the first one.
   */
  readonly secondUpload?: 'spoil' | 'refuse' | 'append';
  /** Answers each close with success and stays open, this often. */
  readonly deafToClose?: number;
  /** Called when a request has come in, before and after it is carried out. */
  readonly onRequest?: (kind: BulkRequest, when: 'before' | 'after') => 'ignore' | undefined;
}

/** Bulk API 2.0 with a ledger: how often each external id was processed. */
export async function startBulkServer(options: BulkServerOptions = {}) {
  const jobs = new Map<string, BulkJob>();
  const processed = new Map<string, number>();
  const requests: BulkRequest[] = [];
  const times: number[] = [];
  const faults = structuredClone(options.faults ?? {});
  const ends = [...(options.ends ?? [])];
  let deaf = options.deafToClose ?? 0;

  const complete = (job: BulkJob): void => {
    const end = ends.shift() ?? 'JobComplete';
    const rows = parseCsv(job.data ?? '');
    for (const row of rows) {
      const key = row[job.field] ?? '';
      if ([...(options.unprocessed ?? []), ...(options.forgotten ?? [])].includes(key)) continue;
      const failure = options.failing?.[key];
      if (failure) job.failures.set(key, failure);
      else {
        job.done.add(key);
        processed.set(key, (processed.get(key) ?? 0) + 1);
      }
    }
    job.state = end;
  };
  const json = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  };
  const refuse = (response: ServerResponse, status: number, errorCode: string): void =>
    json(response, status, [{ errorCode, message: `refused with ${errorCode}` }]);
  const describe = (job: BulkJob) => ({
    id: job.id,
    state: job.state,
    ...(options.isUncounted
      ? {}
      : { numberRecordsProcessed: job.done.size + job.failures.size, numberRecordsFailed: job.failures.size }),
    ...(job.state === 'Failed' ? { errorMessage: 'InvalidBatch : Field name not found : Nope__c' } : {}),
  });
  const rowsOf = (job: BulkJob, keys: (key: string) => boolean, more: (key: string) => object): string => {
    const rows = parseCsv(job.data ?? '').filter((row) => keys(row[job.field] ?? ''));
    const columns = job.data?.split('\n')[0] ?? '';
    const all = rows.map((row) => ({
      ...more(row[job.field] ?? ''),
      ...Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === '#N/A' ? null : value])),
    }));
    return all.length > 0 ? toCsv(all).replaceAll('#N/A', '') : `"sf__Id","sf__Error",${columns}\n`;
  };

  /** Does what a request asks for and returns how to answer it. */
  const carryOut = (kind: BulkRequest, job: BulkJob | undefined, { body }: ReceivedRequest) => {
    if (kind === 'create') {
      const spec = JSON.parse(body) as Record<string, string>;
      if (spec['operation'] !== 'upsert') return (response: ServerResponse) => refuse(response, 400, 'INVALIDJOB');
      const created: BulkJob = {
        id: `750${jobs.size + 1}`,
        lineEnding: spec['lineEnding'] ?? '',
        field: spec['externalIdFieldName'] ?? '',
        state: 'Open',
        data: undefined,
        uploads: 0,
        polls: 0,
        failures: new Map(),
        done: new Set(),
      };
      jobs.set(created.id, created);
      return (response: ServerResponse) => json(response, 200, describe(created));
    }
    if (!job) return (response: ServerResponse) => refuse(response, 404, 'NOT_FOUND');
    if (kind === 'upload') {
      if (job.state !== 'Open' || (job.uploads > 0 && options.secondUpload === 'refuse')) {
        return (response: ServerResponse) => refuse(response, 400, 'InvalidJobState');
      }
      job.uploads += 1;
      const later = body.slice(body.indexOf('\n') + 1);
      job.data = job.data === undefined ? body : job.data + later;
      return (response: ServerResponse) => response.writeHead(201).end();
    }
    if (kind === 'close' || kind === 'abort') {
      if (kind === 'close' && job.state !== 'Open') {
        return (response: ServerResponse) => refuse(response, 400, 'InvalidJobState');
      }
      if (kind === 'close' && job.uploads > 1 && options.secondUpload !== 'append') {
        return (response: ServerResponse) => refuse(response, 400, 'INVALIDJOB');
      }
      if (kind === 'close' && deaf > 0) deaf -= 1;
      else job.state = kind === 'close' ? 'UploadComplete' : 'Aborted';
      return (response: ServerResponse) => json(response, 200, describe(job));
    }
    if (kind === 'poll') {
      if (job.state === 'UploadComplete' || job.state === 'InProgress') {
        job.polls += 1;
        if (job.polls > (options.pollsNeeded ?? 1)) complete(job);
        else job.state = 'InProgress';
      }
      return (response: ServerResponse) => json(response, 200, describe(job));
    }
    const text = {
      failed: () =>
        rowsOf(
          job,
          (key) => job.failures.has(key),
          (key) => ({ sf__Id: '', sf__Error: job.failures.get(key) }),
        ),
      unprocessed: () =>
        rowsOf(
          job,
          (key) => options.unprocessed?.includes(key) ?? false,
          () => ({}),
        ),
      successful: () =>
        rowsOf(
          job,
          (key) => job.done.has(key),
          () => ({ sf__Id: 'a01', sf__Created: 'true' }),
        ),
    }[kind]();
    return (response: ServerResponse) => response.writeHead(200, { 'Content-Type': 'text/csv' }).end(text);
  };

  const { url, received } = await serve((response, _index, request) => {
    const { kind, id } = kindOf(request);
    requests.push(kind);
    times.push(Date.now());
    if (options.onRequest?.(kind, 'before') === 'ignore') return;
    const fault = faults[kind]?.shift();
    if (fault === 'drop-before') return void response.destroy();
    if (fault === 'html200') return void response.writeHead(200).end('<html>Maintenance</html>');
    if (typeof fault === 'object') {
      if (fault.commit) carryOut(kind, jobs.get(id), request);
      const headers = fault.retryAfter ? { 'Retry-After': fault.retryAfter } : {};
      const body =
        fault.body ?? (fault.code ? JSON.stringify([{ errorCode: fault.code, message: 'refused' }]) : '<html>');
      return void response.writeHead(fault.status, headers).end(body);
    }
    const answer = carryOut(kind, jobs.get(id), request);
    if (options.onRequest?.(kind, 'after') === 'ignore') return;
    if (fault === 'commit+drop') return void response.destroy();
    if (fault === 'truncate') {
      // Whole lines are missing, and nothing else tells.
      return void response.writeHead(200).end(`"sf__Id","sf__Error",Reference__c\n`);
    }
    answer(response);
  });
  return { url, received, requests, times, jobs, processed };
}

function kindOf({ method, path, body }: ReceivedRequest): { kind: BulkRequest; id: string } {
  const [, id = '', rest = ''] =
    /^\/services\/data\/v62\.0\/jobs\/ingest(?:\/([^/]+)(?:\/(\w+)\/?)?)?$/.exec(path) ?? [];
  if (method === 'POST') return { kind: 'create', id };
  if (method === 'PUT') return { kind: 'upload', id };
  if (method === 'PATCH') return { kind: body.includes('UploadComplete') ? 'close' : 'abort', id };
  const results = {
    failedResults: 'failed',
    unprocessedrecords: 'unprocessed',
    successfulResults: 'successful',
  } as const;
  return { kind: rest in results ? results[rest as keyof typeof results] : 'poll', id };
}

/** How often each of these rows was processed: 1 is what everybody wants. */
export function countsOf(processed: ReadonlyMap<string, number>, rows: readonly { Reference__c: string }[]): number[] {
  return rows.map(({ Reference__c: key }) => processed.get(key) ?? 0);
}

/** Payments with external ids that need quoting. */
export function payments(count: number): { Reference__c: string; Amount__c: number; Note__c: string | null }[] {
  return Array.from({ length: count }, (_, index) => ({
    Reference__c: `P-${index + 1}`,
    Amount__c: index + 0.5,
    Note__c: index % 2 === 0 ? `said "hello",\nthen left` : null,
  }));
}
