import { among, type Scenario } from './scenario.ts';

const UNSEEN = 'Without a key nobody can know whether it was carried out: one honest "unknown" each.';
const notCarriedOut = { create: { lost: 5, unknown: 5 } };

const PENDING = `${UNSEEN} Nor with one, since the server behind a gateway may still be at work when it is looked up.`;
const notEvenWithKey = { create: { lost: 5, unknown: 5 }, keyed: { lost: 5, unknown: 5 } };

/** Answers that are no success. */
export const REFUSALS: readonly Scenario[] = [
  { id: 'calm', what: 'nothing fails', script: [] },
  { id: '503-once', what: '5 × 503', script: among('503') },
  { id: '503-x3', what: '5 × three times 503', script: among('503', 3) },
  { id: '429', what: '5 × 429', script: among('429') },
  { id: '500', what: '5 × 500, nothing done', script: among('500'), ideal: notCarriedOut, why: UNSEEN, twins: '5xx' },
  { id: '502', what: '5 × 502, nothing done', script: among('502'), ideal: notCarriedOut, why: UNSEEN, twins: '5xx' },
  { id: '504', what: '5 × 504, nothing done', script: among('504'), ideal: notEvenWithKey, why: PENDING, twins: '504' },
  { id: 'html-503', what: '5 × 503 as a maintenance page', script: among('html503') },
  {
    id: 'html-200',
    what: '5 × a maintenance page with status 200',
    script: among('html200'),
    ...{ ideal: notCarriedOut, why: UNSEEN, twins: 'html-200' },
  },
  { id: 'lock-row', what: '5 × 400 UNABLE_TO_LOCK_ROW', script: among('400 UNABLE_TO_LOCK_ROW') },
  { id: '403-concurrent', what: '5 × too many calls at once', script: among('403 REQUEST_LIMIT_EXCEEDED concurrent') },
  {
    id: '403-daily',
    what: 'the limit of the day is used up',
    script: ['403 REQUEST_LIMIT_EXCEEDED daily x100000'],
    ideal: { create: { lost: 20 }, keyed: { lost: 20 }, upsert: { lost: 20 } },
    why: 'Refused for the rest of the day.',
  },
  {
    id: '400-field',
    what: '5 × a validation rule',
    script: among('400 FIELD_CUSTOM_VALIDATION_EXCEPTION', 100),
    ideal: { create: { lost: 5 }, keyed: { lost: 5 }, upsert: { lost: 5 } },
    why: 'The record itself is refused.',
  },
];

const forGood = {
  ideal: { create: { lost: 5 }, keyed: { lost: 5 }, upsert: { lost: 5 } },
  why: 'Asking earlier is not allowed, and nobody waits that long: an error at once that says when.',
};

/** Every form of Retry-After, RFC 9110 §10.2.3. */
export const RETRY_AFTER: readonly Scenario[] = [
  { id: 'ra-seconds', what: '5 × 503, Retry-After: 3', script: among('503; retry-after=3') },
  { id: 'ra-429', what: '5 × 429, Retry-After: 3', script: among('429; retry-after=3') },
  { id: 'ra-date', what: '… an HTTP-date in 5 s', script: among('503; retry-after=date(5)') },
  { id: 'ra-rfc850', what: '… in the form of RFC 850', script: among('503; retry-after=rfc850(5)') },
  { id: 'ra-asctime', what: '… in the form of asctime', script: among('503; retry-after=asctime(5)') },
  {
    id: 'ra-skew',
    what: '… and the server is two minutes behind',
    script: among('503; retry-after=date(5)'),
    clockSkewMs: -120_000,
  },
  { id: 'ra-past', what: '… a date that has gone by', script: among('503; retry-after=date(-60)', 3) },
  { id: 'ra-negative', what: '… -5', script: among('503; retry-after=-5', 3) },
  { id: 'ra-garbage', what: '… "soon"', script: among('503; retry-after="soon"', 3) },
  { id: 'ra-zero', what: '… 0', script: among('503; retry-after=0', 3) },
  { id: 'ra-day', what: '… one day', script: among('503; retry-after=86400', 100), ...forGood },
  {
    id: 'ra-month',
    what: '… 30 days, more than a timer holds',
    script: among('503; retry-after=2592000', 100),
    ...forGood,
  },
  {
    id: 'ra-month-date',
    what: '… a date in 30 days',
    script: among('503; retry-after=date(2592000)', 100),
    ...forGood,
  },
  {
    id: 'ra-huge',
    what: '… a number with 20 digits',
    script: among('503; retry-after="99999999999999999999"', 100),
    ...forGood,
  },
];
