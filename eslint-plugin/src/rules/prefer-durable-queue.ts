import type { SalesforceCall } from '../analysis/call.ts';
import { callsOf } from '../analysis/calls.ts';
import type { InProcess } from '../analysis/facts/in-process.ts';
import { askAgain } from '../fix/ask-again.ts';
import { defineRule } from '../rule/define-rule.ts';
import { isWrite } from '../rule/is-write.ts';
import { consequenceOf, methodOf, targetOf } from '../rule/wording.ts';

export default defineRule({
  name: 'prefer-durable-queue',
  description: 'Prefer a durable queue to Salesforce writes while somebody waits for an answer',
  severity: 'S3',
  preset: 'strict',
  messages: {
    inProcess:
      'This {{method}} {{target}} is made while {{name}} answers a request: in an outage that outlasts its retries {{consequence}}, unless the sender comes again. A queue would keep it.',
    answered:
      'The sender has its answer before this {{method}} {{target}}: in an outage that outlasts its retries nobody sends it again, and {{consequence}}. A queue would keep it.',
    askAgain: 'Answer 503 with Retry-After when the write fails, so that the sender comes again.',
    answerLater: 'Answer after the write.',
  },
  problems(call) {
    const inProcess = inProcessOf(call);
    // A handler is one defect, however many writes it makes: what mends it mends them all.
    if (!inProcess || foremostIn(inProcess.inbound.handler, call) !== call) return [];
    const { inbound, answered } = inProcess;
    const data = {
      method: methodOf(call),
      target: targetOf(call),
      name: inbound.name,
      consequence: consequenceOf(call),
    };
    return [
      {
        at: call.node,
        messageId: answered ? 'answered' : 'inProcess',
        data,
        related: [
          { at: answered ?? inbound.handler, says: answered ? 'Here it is answered.' : 'This is the handler.' },
        ],
        suggest() {
          const fix = askAgain(call, inProcess);
          return fix ? [{ messageId: fix.kind, edits: fix.edits }] : [];
        },
      },
    ];
  },
});

/** The handler that makes a write of records itself; undefined for any other call. */
function inProcessOf(call: SalesforceCall): InProcess | undefined {
  if (call.kind !== 'request' || !isWrite(call) || !isOfRecords(call)) return undefined;
  const { inProcess } = call.facts;
  return inProcess.state === 'present' ? inProcess.value : undefined;
}

/** The write that a handler is reported at, of those in a file: one after the answer, or else the first. */
function foremostIn(handler: InProcess['inbound']['handler'], { source }: SalesforceCall): SalesforceCall | undefined {
  const writes = callsOf(source).filter((one) => inProcessOf(one)?.inbound.handler === handler);
  return writes.find((one) => inProcessOf(one)?.answered) ?? writes[0];
}

/** Whether a write is about records: a deployment, or the end of a session, is nothing to keep for later. */
function isOfRecords({ endpoint, url }: SalesforceCall): boolean {
  if (!endpoint || endpoint.id.includes('oauth') || /\/Soap\/m\//i.test(url.text)) return false;
  return /^(?:body|create|delete|event|update|upsert)$/.test(endpoint.effect);
}
