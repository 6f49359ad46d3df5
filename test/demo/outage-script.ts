/** Payments are confirmed every 300 ms: 200 a minute. */
export const INTERVAL_MS = 300;
/** 30 s of calm, the outage, and 60 s of calm. */
export const CALM_BEFORE_S = 30;
const OUTAGE_S = 300;
const CALM_AFTER_S = 60;
export const PAYMENTS = ((CALM_BEFORE_S + OUTAGE_S + CALM_AFTER_S) * 1_000) / INTERVAL_MS;
/** When the session ends, counted from the beginning. */
export const SESSION_ENDS_S = CALM_BEFORE_S + 285;

/** What goes wrong and for how long (s), and how a picture calls it. */
export const PHASES: readonly { readonly seconds: number; readonly step: string; readonly label: string }[] = [
  { seconds: 60, step: '503 for 60s; retry-after=30', label: '503, Retry-After: 30' },
  { seconds: 50, step: 'html503 for 50s', label: '503, HTML page' },
  { seconds: 40, step: '429 for 40s; retry-after=date(20)', label: '429, Retry-After: date' },
  { seconds: 40, step: '502 for 40s', label: '502' },
  { seconds: 30, step: 'reset for 30s', label: 'resets' },
  { seconds: 60, step: 'commit+drop for 60s', label: 'answers lost' },
  { seconds: 20, step: '503 for 20s; retry-after=10', label: '503' },
];

/** One request in 25 is served even so: throughput drops to a handful, not to nothing. */
const steps = [`200 for ${CALM_BEFORE_S}s`, ...PHASES.map(({ step }) => `${step}; serve=1/25`)];

/** The outage as a script, for logins too. */
export const SCRIPT: readonly string[] = [...steps, ...steps.map((step) => `${step}; on=login`)];
