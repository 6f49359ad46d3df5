import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { bound, keyName } from '../analysis/values/bindings.ts';
import { type Edit, insertAt } from './edit.ts';
import { freeName, namesIn } from './insert-template.ts';
import { after } from './move-statement.ts';
import { ANSWER, memberIn, parsedBodyOf } from './parsed-body.ts';
import type { SentRequest } from './record-round.ts';

/** Hands the rows of an answer to the function that looks at each; undefined where the body is not at hand. */
export function lookAtRows(call: SalesforceCall, request: SentRequest, assert: string): Edit[] | undefined {
  const { awaited, isParsed, first, last } = request;
  const form = isParsed ? ANSWER : parsedBodyOf(call);
  const parses = call.client.answer?.parses === true;
  // An expression becomes a statement, which waits.
  const isBare = first === awaited;
  const wait = isBare && awaited.type !== 'AwaitExpression' ? 'await ' : '';
  if ((parses || form === ANSWER) && first === last) {
    return [
      { range: [first.range[0], awaited.range[0]], text: `${assert}(${wait}` },
      ...(parses && !isParsed ? [insertAt(call.node.range[1], '.json()')] : []),
      insertAt(awaited.range[1], isBare ? ');' : ')'),
    ];
  }
  const rows = form === undefined ? undefined : rowsOf(form, request, wait, namesIn(call.source));
  if (!rows) return undefined;
  const look = `${assert}(${rows.text});`;
  return [...rows.edits, isBare ? insertAt(awaited.range[1], `; ${look}`) : after(last, look)];
}

interface Rows {
  /** The parsed body, as an expression. */
  readonly text: string;
  /** What gives the answer, or its body, a name. */
  readonly edits: readonly Edit[];
}

function rowsOf(
  form: string,
  { answer, awaited }: SentRequest,
  wait: string,
  names: ReadonlySet<string>,
): Rows | undefined {
  const isRead = form.endsWith('.json()');
  const body = isRead ? `await ${form}` : form;
  if (answer?.type === 'Identifier') return { text: body.replace(ANSWER, () => answer.name), edits: [] };
  if (answer?.type === 'ObjectPattern') return rowsTaken(body, answer, names);
  const name = freeName('response', names);
  return { text: body.replace(ANSWER, () => name), edits: [insertAt(awaited.range[0], `const ${name} = ${wait}`)] };
}

/** `const { statusCode } = await request(…)` takes the body as well. */
function rowsTaken(body: string, { properties }: TSESTree.ObjectPattern, names: ReadonlySet<string>): Rows | undefined {
  const member = memberIn(body);
  const [first] = properties;
  if (member === undefined || !first) return undefined;
  const read = (name: string): string => body.replace(`${ANSWER}.${member}`, () => name);
  const taken = properties.find((one) => one.type === 'Property' && keyName(one) === member);
  const local = taken?.type === 'Property' ? bound(taken.value) : undefined;
  if (local?.type === 'Identifier') return { text: read(local.name), edits: [] };
  if (taken) return undefined;
  const name = freeName(member, names);
  const property = name === member ? name : `${member}: ${name}`;
  return { text: read(name), edits: [insertAt(first.range[0], `${property}, `)] };
}
