/**
 * A process that loads rows and keeps the state in a file: what the tests kill. Its arguments are the instance URL and the
 * file.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { bulkLoad } from '@salesforce-resilience/snippets/bulk/bulk-load';
import type { BulkState } from '@salesforce-resilience/snippets/bulk/bulk-state';

const [instanceUrl = '', file = ''] = process.argv.slice(2);
const rows = Array.from({ length: 30 }, (_, index) => ({ Reference__c: `P-${index + 1}`, Amount__c: index }));

await bulkLoad({ fetch, instanceUrl, accessToken: 'token' }, rows, {
  object: 'Payment__c',
  externalIdField: 'Reference__c',
  pauseMs: 5,
  maxBytes: 200,
  timeoutMs: 60_000,
  state: existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as BulkState) : undefined,
  onState: (state) => {
    writeFileSync(`${file}.new`, JSON.stringify(state));
    // Renamed, the file is whole whenever this process is killed.
    renameSync(`${file}.new`, file);
  },
});
