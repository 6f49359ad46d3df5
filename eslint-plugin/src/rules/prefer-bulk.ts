import { toCollection } from '../fix/to-collection.ts';
import { toCollectionRequest } from '../fix/to-collection-request.ts';
import { defineRule } from '../rule/define-rule.ts';
import { methodOf, targetOf } from '../rule/wording.ts';

export default defineRule({
  name: 'prefer-bulk',
  description: 'Prefer one request for many records to one request for each',
  severity: 'S3',
  preset: 'recommended',
  messages: {
    oneByOne:
      'This {{method}} {{target}} is sent once for each record: 1,000 records are 1,000 requests, each of which can meet a 503 and counts against the limit of the day. Collections take 200 records in one request, Bulk API 2.0 is for more than 2,000.',
    atOnce:
      'This {{method}} {{target}} is sent for all records at once, one request each: 1,000 records hit the org together, and again together after a 503. Collections take 200 records in one request, Bulk API 2.0 is for more than 2,000.',
    collection: 'Write them with one call, 200 records a request, and look at the results.',
  },
  problems(call, { filename }) {
    const { singleRecords } = call.facts;
    if (singleRecords.state !== 'present') return [];
    return [
      {
        at: call.node,
        messageId: singleRecords.value.atOnce ? 'atOnce' : 'oneByOne',
        data: { method: methodOf(call), target: targetOf(call) },
        related: [{ at: singleRecords.value.loop, says: 'This goes through the records.' }],
        suggest() {
          const target = { source: call.source, filename };
          const { value } = singleRecords;
          const edits = toCollection(call, value, target) ?? toCollectionRequest(call, value, target);
          return edits ? [{ messageId: 'collection', edits }] : [];
        },
      },
    ];
  },
});
