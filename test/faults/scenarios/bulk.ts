import type { Scenario } from './scenario.ts';

const OPEN = 'on=POST /services/data/v62.0/jobs';
const UPLOAD = 'on=PUT /services/';
const CLOSE = 'on=PATCH /services/';
const POLL = 'on=GET /services/data/v62.0/jobs';
const bulk = (id: string, what: string, script: readonly string[], more: Partial<Scenario> = {}): Scenario => ({
  ...{ id: `bulk-${id}`, what, script, kinds: ['load'] },
  ...more,
});

/** One load of 20 rows through Bulk API 2.0. */
export const BULK: readonly Scenario[] = [
  bulk('calm', 'nothing fails', []),
  bulk('open-503', '503 × 2 when the job is created', [`503 x2; ${OPEN}`]),
  bulk('open-lost', 'the job is created, the answer lost', [`commit+reset; ${OPEN}`]),
  bulk('upload-503', '503 × 2 on the upload', [`503 x2; ${UPLOAD}`]),
  bulk('upload-reset', 'the upload is reset, nothing taken', [`reset; ${UPLOAD}`]),
  bulk('upload-lost', 'uploaded, the answer lost', [`commit+reset; ${UPLOAD}`]),
  bulk('close-503', '503 × 2 when the job is closed', [`503 x2; ${CLOSE}`]),
  bulk('close-lost', 'closed, the answer lost', [`commit+reset; ${CLOSE}`]),
  bulk('close-commit-503', 'closed, then 503', [`commit+503; ${CLOSE}`]),
  bulk('poll-503', '503 × 2 on the questions how it stands', [`503 x2; ${POLL}`]),
  bulk('poll-lost', 'an answer to them is lost', [`reset x2; ${POLL}`]),
  bulk('poll-hang', 'one is never answered', [`hang; ${POLL}`]),
  bulk('poll-html', 'one is answered with a maintenance page, status 200', [`html200; ${POLL}`]),
  bulk('session', 'the session ends before the job is closed', [`401; ${CLOSE}`]),
  bulk('outage', '45 s of 503 from the upload on', ['200', '503 for 45s']),
  bulk('failed-rows', '2 rows are refused', [`partial 0,3 FIELD_CUSTOM_VALIDATION_EXCEPTION; ${CLOSE}`], {
    ideal: { load: { lost: 2 } },
    why: 'The rows themselves are refused.',
  }),
];
