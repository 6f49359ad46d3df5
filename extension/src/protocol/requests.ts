import type { Location, Range } from 'vscode-languageserver-types';

/** How a call fares in an outage, the worst first. */
export type Exposure = 'duplicated' | 'lost' | 'early' | 'unknown' | 'safe';

/** A Salesforce call for the tree of calls. */
export interface CallItem {
  readonly location: Location;
  /** Method and target, such as `POST Payment__c`. */
  readonly label: string;
  /** What sends it and what repeats it, such as `fetch, nothing repeats it`. */
  readonly detail: string;
  readonly exposure: Exposure;
  /** The function around it, where it has a name. */
  readonly within?: string;
}

/** How a generated outage test is run. */
export interface OutageTestRun {
  /** The test. */
  readonly uri: string;
  /** Absolute path of the folder that it is run in. */
  readonly folder: string;
  /** The program and its arguments; the path of the test within the folder is the last one. */
  readonly command: readonly string[];
}

/** Custom requests and notifications, by method; parameters and results are JSON. */
export const REQUESTS = {
  /** Client to server: whether it is there. Nothing to `null`. */
  alive: 'salesforceResilience/alive',
  /** Client to server: the calls of one document. `{ uri }` to `CallItem[]`. */
  calls: 'salesforceResilience/calls',
  /** Client to server: the calls of all files of a folder, with progress; cancellable. `{ uri }` to `CallItem[]`. */
  scan: 'salesforceResilience/scan',
  /** Client to server: a review comment in Markdown for the finding at a place. `{ uri, position, rule? }` to `{ text } | null`. */
  reviewComment: 'salesforceResilience/reviewComment',
  /** Client to server: the external-id fields that a create may be upserted by. `{ uri, position }` to `string[]`. */
  externalIdFields: 'salesforceResilience/externalIdFields',
  /** Client to server: the edit that upserts the create at a place by a field. `{ uri, position, field }` to `WorkspaceEdit | null`. */
  upsertBy: 'salesforceResilience/upsertBy',
  /** Client to server: an outage test for the function at a place. `{ uri, position }` to `{ edit, uri, run } | { problem } | null`. */
  outageTest: 'salesforceResilience/outageTest',
  /** Client to server: how the outage test of the function at a place is run, or the one that the document is. `{ uri, position }` to `OutageTestRun | { problem } | null`. */
  outageTestRun: 'salesforceResilience/outageTestRun',
  /** Server to client: the calls of a document, or of a file that changed on disk, may be others. `{ uri }`. */
  callsChanged: 'salesforceResilience/callsChanged',
} as const;

/** Commands that code actions and lenses name; the client carries them out. */
export const COMMANDS = {
  /** Asks for the external-id field, then writes the upsert. `{ uri, range, fields }`. */
  chooseExternalId: 'salesforceResilience.chooseExternalId',
  /** Puts a review comment for the finding at `range.start` on the clipboard. `{ uri, range, rule? }`. */
  copyReviewComment: 'salesforceResilience.copyReviewComment',
  /** Puts the cursor at a place and opens its quick fixes. `{ uri, range }`. */
  fixAt: 'salesforceResilience.fixAt',
  /** Writes an outage test for the function at `range.start`. `{ uri, range }`. */
  generateOutageTest: 'salesforceResilience.generateOutageTest',
  insertSnippet: 'salesforceResilience.insertSnippet',
  /** Opens a new document with calls that an outage does harm to. */
  openExample: 'salesforceResilience.openExample',
  restartServer: 'salesforceResilience.restartServer',
  /** Runs the outage test of the function at `range.start`, or the one that the file is. `{ uri, range }`. */
  runOutageTest: 'salesforceResilience.runOutageTest',
  scanWorkspace: 'salesforceResilience.scanWorkspace',
  showOutage: 'salesforceResilience.showOutage',
  showOutput: 'salesforceResilience.showOutput',
} as const;

/** Parameters of requests about a place. */
export interface PlaceParams {
  readonly uri: string;
  readonly range: Range;
  /** Of several findings there, the one of this rule is meant. */
  readonly rule?: string;
}
