import { among, type Scenario } from './scenario.ts';

const UNSEEN = 'Without a key nobody can know whether it was carried out: one honest "unknown" each.';
const notDone = { ideal: { create: { lost: 5, unknown: 5 } }, why: UNSEEN };
const done = { ideal: { create: { unknown: 5 } }, why: UNSEEN };

/** Connections and answers that break, before or after the record is written. */
export const NETWORK: readonly Scenario[] = [
  { id: 'refused', what: 'connections are refused for 5 s', script: [], refusedMs: 5_000 },
  { id: 'reset', what: '5 × reset, nothing done', script: among('reset'), ...notDone, twins: 'reset' },
  { id: 'drop', what: '5 × closed, nothing done', script: among('drop-before'), ...notDone, twins: 'drop' },
  { id: 'hang', what: '5 × no answer, nothing done', script: among('hang'), ...hangIdeal(), twins: 'hang' },
  { id: 'commit-reset', what: '5 × written, then reset', script: among('commit+reset'), ...done, twins: 'reset' },
  { id: 'commit-drop', what: '5 × written, then closed', script: among('commit+drop'), ...done, twins: 'drop' },
  { id: 'commit-hang', what: '5 × written, then no answer', script: among('commit+hang'), ...done, twins: 'hang' },
  {
    id: 'lost-503',
    what: '5 × 503 from a gateway that lost its connection, nothing done',
    script: among('lost503'),
    ...notDone,
    twins: 'lost-503',
  },
  {
    id: 'commit-503',
    what: '5 × written, then 503 from a gateway that lost its connection',
    script: among('commit+503'),
    ...done,
    twins: 'lost-503',
  },
  { id: 'commit-500', what: '5 × written, then 500', script: among('commit+500'), ...done, twins: '5xx' },
  {
    id: 'commit-html502',
    what: '5 × written, then the page of a gateway',
    script: among('commit+html502'),
    ...done,
    twins: '5xx',
  },
  {
    id: 'commit-html200',
    what: '5 × written, then a maintenance page with status 200',
    script: among('commit+html200'),
    ...done,
    twins: 'html-200',
  },
  { id: 'commit-504', what: '5 × written, then 504', script: among('commit+504'), ...done, twins: '504' },
  { id: 'truncate', what: '5 × written, the answer cut', script: among('truncate'), ...done },
  { id: 'stall', what: '5 × written, the answer stops in the middle', script: among('stall'), ...done },
  { id: 'slow', what: '5 × an answer after 8 s', script: among('slow 8s') },
  {
    id: 'late-commit',
    what: '5 × written after 32 s',
    script: among('late 32s'),
    lingerMs: 35_000,
    ...done,
    twins: 'hang',
  },
  {
    id: 'unique-reset',
    what: '5 × written, then reset; the reference is unique',
    script: among('commit+reset'),
    isUnique: true,
    ...done,
  },
  {
    id: 'unique-late',
    what: '5 × written after 32 s; the reference is unique',
    script: among('late 32s'),
    isUnique: true,
    lingerMs: 35_000,
    ...done,
    twins: 'unique-hang',
  },
  {
    id: 'unique-hang',
    what: '5 × no answer, nothing done; the reference is unique',
    script: among('hang'),
    isUnique: true,
    ...notDone,
    twins: 'unique-hang',
  },
];

function hangIdeal(): Pick<Scenario, 'ideal' | 'why'> {
  const ideal = { lost: 5, unknown: 5 };
  const why = `${UNSEEN} Nor with one, since the first request may still be at work when it is looked up.`;
  return { ideal: { create: ideal, keyed: ideal }, why };
}
