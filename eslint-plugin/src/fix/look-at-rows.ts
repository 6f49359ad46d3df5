import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { bound, keyName } from '../analysis/values/bindings.ts';
import { type Edit, insertAt } from './edit.ts';
import { freeName, namesIn } from './insert-template.ts';
import { after } from './move-statement.ts';
import { ANSWER, memberIn, parsedBodyOf } from './parsed-body.ts';

/** A request that a round of a loop waits for, and a look at its status, if there is one. */
export interface AwaitedRequest {
  /** The expression that waits, or the call where nothing has to be waited for. */
  readonly awaited: TSESTree.Node;
  /** The name of the answer, or the pattern that takes parts of it; undefined where nothing does. */
  readonly answer: TSESTree.Node | undefined;
  /** Whether `.json()` stands behind the request. */
  readonly isParsed: boolean;
  /** The statement with the request, and the one that looks at the status: the same where none does. */
  readonly first: TSESTree.Node;
  readonly last: TSESTree.Node;
}

/** Libraries that throw for a status, so that nobody needs more of their answer than its body. */
const PARSE_THEMSELVES = /^(?:got|ky)$/;

/** Hands the rows of an answer to the function that looks at each; undefined where the body is not at hand. */
export function lookAtRows(call: SalesforceCall, request: AwaitedRequest, assert: string): Edit[] | undefined {
  const { awaited, isParsed, first, last } = request;
  const form = isParsed ? ANSWER : parsedBodyOf(call);
  const parses = PARSE_THEMSELVES.test(call.client.name);
  if ((parses || form === ANSWER) && first === last) {
    return [
      { range: [first.range[0], awaited.range[0]], text: `${assert}(` },
      ...(parses && !isParsed ? [insertAt(call.node.range[1], '.json()')] : []),
      insertAt(awaited.range[1], ')'),
    ];
  }
  const rows = form === undefined ? undefined : rowsOf(form, request, namesIn(call.source));
  return rows && [...rows.edits, after(last, `${assert}(${rows.text});`)];
}

interface Rows {
  /** The parsed body, as an expression. */
  readonly text: string;
  /** What gives the answer, or its body, a name. */
  readonly edits: readonly Edit[];
}

function rowsOf(form: string, { answer, awaited }: AwaitedRequest, names: ReadonlySet<string>): Rows | undefined {
  const isRead = form.endsWith('.json()');
  const body = isRead ? `await ${form}` : form;
  if (answer?.type === 'Identifier') return { text: body.replace(ANSWER, () => answer.name), edits: [] };
  if (answer?.type === 'ObjectPattern') return rowsTaken(body, answer, names);
  const name = freeName('response', names);
  return { text: body.replace(ANSWER, () => name), edits: [insertAt(awaited.range[0], `const ${name} = `)] };
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
