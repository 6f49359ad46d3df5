import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { bound, keyName } from '../analysis/values/bindings.ts';
import { type Edit, insertAt } from './edit.ts';
import { freeName, namesIn } from './insert-template.ts';
import { after } from './move-statement.ts';

/** A request that a round of a loop waits for, and a look at its status, if there is one. */
export interface AwaitedRequest {
  /** The expression that waits. */
  readonly awaited: TSESTree.AwaitExpression;
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
  if (PARSE_THEMSELVES.test(call.client.name) && first === last) {
    return [
      { range: [first.range[0], awaited.range[0]], text: `${assert}(` },
      ...(isParsed ? [] : [insertAt(call.node.range[1], '.json()')]),
      insertAt(awaited.range[1], ')'),
    ];
  }
  const rows = isParsed ? undefined : rowsOf(call, request);
  return rows && [...rows.edits, after(last, `${assert}(${rows.text});`)];
}

interface Rows {
  /** The parsed body, as an expression. */
  readonly text: string;
  /** What gives the answer, or its body, a name. */
  readonly edits: readonly Edit[];
}

function rowsOf({ client, source }: SalesforceCall, { answer, awaited }: AwaitedRequest): Rows | undefined {
  if (answer?.type === 'ObjectPattern') return rowsTaken(client.name, answer, namesIn(source));
  const edits: Edit[] = [];
  let name = answer?.type === 'Identifier' ? answer.name : undefined;
  if (name === undefined) {
    name = freeName('response', namesIn(source));
    edits.push(insertAt(awaited.range[0], `const ${name} = `));
  }
  if (client.signature === 'fetch' || client.name === 'ky') return { text: `await ${name}.json()`, edits };
  const part = BODY_PARTS[client.name];
  return part && { text: part.read(`${name}.${part.key}`), edits };
}

/** The part of an answer that holds its body, and how that is read. */
const BODY_PARTS: Readonly<Record<string, { readonly key: string; readonly read: (part: string) => string }>> = {
  axios: { key: 'data', read: (part) => part },
  undici: { key: 'body', read: (part) => `await ${part}.json()` },
  'z.request': { key: 'data', read: (part) => part },
};

/** `const { statusCode } = await request(…)` takes the body as well. */
function rowsTaken(client: string, { properties }: TSESTree.ObjectPattern, names: ReadonlySet<string>) {
  const part = BODY_PARTS[client];
  const [first] = properties;
  if (!part || !first) return undefined;
  const taken = properties.find((one) => one.type === 'Property' && keyName(one) === part.key);
  const local = taken?.type === 'Property' ? bound(taken.value) : undefined;
  if (local?.type === 'Identifier') return { text: part.read(local.name), edits: [] };
  if (taken) return undefined;
  const name = freeName(part.key, names);
  const property = name === part.key ? name : `${part.key}: ${name}`;
  return { text: part.read(name), edits: [insertAt(first.range[0], `${property}, `)] };
}
