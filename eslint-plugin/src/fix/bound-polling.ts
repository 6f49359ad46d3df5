import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Polling } from '../analysis/facts/polling.ts';
import { contains, functionAround, nodesWithin, type SourceView } from '../analysis/source.ts';
import { type Edit, isIn, replace } from './edit.ts';
import { freeName, namesIn } from './insert-template.ts';
import { insertAfter, insertBefore, statementAround } from './statements.ts';

/** Five seconds (ms): a job of Salesforce seldom ends sooner. */
const PAUSE = '5_000';

/** Half an hour, after which somebody has to look at the job. */
const LONGEST = '30 * 60_000';

/** How a job ends badly, by the API that runs it. */
const BAD_ENDS: Readonly<Record<string, string>> = {
  'bulk1-read': "['Failed', 'Not Processed', 'Aborted']",
  'metadata-deploy-status': "['Failed', 'Canceled']",
};

/** Waits between two polls; undefined where the loop has no block to put it into, or its function cannot wait. */
export function pauseBetween({ loop }: Polling, call: SalesforceCall): readonly Edit[] | undefined {
  const block = blockOf(loop, call.source);
  if (!block || functionAround(block)?.async === false) return undefined;
  const code = `await new Promise((resolve) => setTimeout(resolve, ${PAUSE}));`;
  const last = block.body.at(-1);
  const skips = nodesWithin(block, 'ContinueStatement').length > 0;
  const place = skips ? statementIn(block, call.node) : last;
  if (!place) return undefined;
  return [skips ? insertBefore(place, code, call.source) : insertAfter(place, code, call.source)];
}

/** A longer pause in the place of a short one. */
export function longerPause({ pause }: Polling, { source }: SalesforceCall): readonly Edit[] | undefined {
  return pause && isIn(pause, source) ? [replace(pause, PAUSE)] : undefined;
}

/** Gives up when the job has not ended in time. */
export function deadlineFor({ loop }: Polling, { source }: SalesforceCall): readonly Edit[] | undefined {
  const block = blockOf(loop, source);
  const first = block?.body[0];
  const statement = block && statementAround(loop);
  if (!first || statement !== loop) return undefined;
  const name = freeName('deadline', namesIn(source));
  return [
    insertBefore(loop, `const ${name} = Date.now() + ${LONGEST};`, source),
    insertBefore(
      first,
      `if (Date.now() > ${name}) throw new Error('The job has not ended within 30 minutes.');`,
      source,
    ),
  ];
}

/** Throws when the job has ended badly. */
export function failOnBadEnd({ loop, onlySuccess }: Polling, call: SalesforceCall): readonly Edit[] | undefined {
  const { endpoint, source } = call;
  if (!onlySuccess || !isIn(loop, source)) return undefined;
  const { at, state } = onlySuccess;
  const text = source.text.slice(...state.range);
  const ends =
    BAD_ENDS[endpoint?.id ?? ''] ??
    (endpoint?.id === 'bulk2-job' ? "['Failed', 'Aborted']" : BAD_ENDS['metadata-deploy-status']);
  const shown = text.includes('?.') ? `String(${text})` : text;
  const code = `if (${ends ?? ''}.includes(${shown})) throw new Error(\`The job has ended as \${${text}}.\`);`;
  const block = blockOf(loop, source);
  const place = block && !contains(block, at) ? block.body.at(-1) : statementAround(at);
  if (!place) return undefined;
  // A function that calls itself asks again in the statement that looks at the state.
  return [block ? insertAfter(place, code, source) : insertBefore(place, code, source)];
}

function blockOf(loop: TSESTree.Node, source: SourceView): TSESTree.BlockStatement | undefined {
  const body = 'body' in loop && !Array.isArray(loop.body) ? loop.body : undefined;
  return isIn(loop, source) && loop.type.endsWith('Statement') && body?.type === 'BlockStatement' ? body : undefined;
}

/** The statement of a block that a node is part of. */
function statementIn(block: TSESTree.BlockStatement, node: TSESTree.Node): TSESTree.Node | undefined {
  return block.body.find((one) => contains(one, node));
}

/** Several edits as one. */
export function together(...parts: readonly (readonly Edit[] | undefined)[]): readonly Edit[] | undefined {
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}
