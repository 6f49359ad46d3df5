import type { SalesforceCall } from '../analysis/call.ts';
import type { Polling } from '../analysis/facts/polling.ts';
import { deadlineFor, failOnBadEnd, longerPause, pauseBetween, together } from '../fix/bound-polling.ts';
import type { Edit } from '../fix/edit.ts';
import { defineRule } from '../rule/define-rule.ts';

type Fault = 'blind' | 'blindForever' | 'endless' | 'frequent' | 'restless';

/** A pause below this is short (ms): at one second, a job of ten minutes takes 600 of the org's requests. */
const SHORT = 1_000;

const HOUR = 3_600_000;

export default defineRule({
  name: 'require-bounded-polling',
  description: 'Require that whoever waits for a job pauses, gives up in time, and sees that it has failed',
  severity: 'S2',
  preset: 'recommended',
  messages: {
    restless:
      'This poll asks again at once: it sends requests as fast as Salesforce answers them, each counts against the limit of the day, and the job is done no sooner.',
    blindForever:
      'A job that has failed or was aborted is asked for ever: only {{success}} ends this loop, and nothing limits it.',
    blind:
      'A job that has failed or was aborted is polled until the time is up, and nobody gets to know why: only {{success}} ends this loop.',
    endless: 'Nothing limits this loop: a job that never ends, or whose end is missed, is polled for ever.',
    frequent:
      'This poll asks every {{every}} ms, which is {{hourly}} requests an hour: each counts against the limit of the day, and the job is done no sooner.',
    pause: 'Wait 5 s between two polls.',
    failAndLimit: 'Throw when the job has failed, and give up after half an hour.',
    fail: 'Throw when the job has failed.',
    limit: 'Give up after half an hour.',
  },
  problems(call) {
    const { polling } = call.facts;
    const fault = polling.state === 'present' ? faultOf(polling.value) : undefined;
    if (polling.state !== 'present' || !fault) return [];
    const { loop, onlySuccess, pause } = polling.value;
    const every = Number(pause?.value);
    const { title, edits } = fixFor(fault, polling.value, call);
    return [
      {
        at: call.node,
        messageId: fault,
        data: {
          success: onlySuccess?.name ?? '',
          every: String(every),
          hourly: Math.round(HOUR / every).toLocaleString('en'),
        },
        related: [{ at: loop, says: 'This loop polls.' }],
        suggest: edits ? [{ messageId: title, edits }] : [],
      },
    ];
  },
});

/** The worst that is wrong with a loop. */
function faultOf({ pauses, pause, limited, onlySuccess }: Polling): Fault | undefined {
  if (!pauses) return 'restless';
  if (onlySuccess) return limited ? 'blind' : 'blindForever';
  if (!limited) return 'endless';
  return pause && Number(pause.value) < SHORT ? 'frequent' : undefined;
}

function fixFor(
  fault: Fault,
  polling: Polling,
  call: SalesforceCall,
): { title: 'fail' | 'failAndLimit' | 'limit' | 'pause'; edits: readonly Edit[] | undefined } {
  switch (fault) {
    case 'restless':
      return { title: 'pause', edits: pauseBetween(polling, call) };
    case 'frequent':
      return { title: 'pause', edits: longerPause(polling, call) };
    case 'blindForever':
      return failing(polling, call);
    case 'blind':
      return { title: 'fail', edits: failOnBadEnd(polling, call) };
    case 'endless':
      return { title: 'limit', edits: deadlineFor(polling, call) };
  }
}

/** An error for a job that has failed, with a limit where the loop has a place for one. */
function failing(polling: Polling, call: SalesforceCall): ReturnType<typeof fixFor> {
  const edits = failOnBadEnd(polling, call);
  const both = together(deadlineFor(polling, call), edits);
  return both ? { title: 'failAndLimit', edits: both } : { title: 'fail', edits };
}
