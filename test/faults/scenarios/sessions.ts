import type { Scenario } from './scenario.ts';

const sixLost = {
  ideal: { create: { lost: 6 }, keyed: { lost: 6 }, upsert: { lost: 6 } },
};

/** Sessions that end. */
export const SESSIONS: readonly Scenario[] = [
  { id: '401-expired', what: 'the session ends after 7 records', script: ['200 x7', '401'] },
  { id: '401-outage', what: '… in an outage of 20 s', script: ['200 x5', '503 for 20s', '401'] },
  { id: '401-login-503', what: '… and the login meets a 503', script: ['200 x7', '401', '503; on=login'] },
  {
    id: '401-login-outage',
    what: '… and logins fail for 20 s',
    script: ['200 x7', '401', '503 for 20s; on=login'],
  },
  {
    id: '401-for-ever',
    what: '… and new tokens are refused too',
    script: ['200 x14', '401 x100000'],
    ...sixLost,
    why: 'The 6 records after the end of the session: nobody is let in.',
  },
  {
    id: 'login-refused',
    what: '… and the login is refused',
    script: ['200 x14', '401', '400 invalid_grant x100000; on=login'],
    ...sixLost,
    why: 'The 6 records after the end of the session: nobody is let in.',
  },
];
