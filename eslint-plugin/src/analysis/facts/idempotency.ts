import type { TSESTree } from '@typescript-eslint/types';
import type { Fact } from '../fact.ts';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { effectOfBody, stringified } from '../salesforce/bodies.ts';
import { hasNoExternalId } from '../salesforce/without-external-id.ts';
import { functionAround, textIn, unwrap } from '../source.ts';
import { objectOf, type PropertyFact, propertyOf } from '../values/objects.ts';

/** Whether carrying the request out twice leaves more than carrying it out once. */
export type Idempotency =
  | { readonly repeatable: true }
  /** Each request makes records; `body` is the literal that says which, where it is in the file. */
  | {
      readonly repeatable: false;
      readonly sobject: string | undefined;
      readonly body: TSESTree.ObjectExpression | undefined;
    };

/** What decides whether a request may be repeated. */
interface Written {
  readonly endpoint: Endpoint | undefined;
  readonly method: Fact<string>;
  readonly optionsNode: TSESTree.Node | undefined;
  readonly body: TSESTree.Node | undefined;
  readonly node: TSESTree.Node;
  /** The computed parts of the URL. */
  readonly holes: readonly TSESTree.Node[];
}

/** Whether a request is known to leave the same when it is carried out twice. */
export function isRepeatable(idempotency: Fact<Idempotency>, method: Fact<string>): boolean {
  if (idempotency.state === 'present') return idempotency.value.repeatable;
  // Of what only POST can do, nothing is known.
  return method.state === 'absent' || (method.state === 'present' && method.value !== 'POST');
}

/** Answers "would a repeated request make another record?". */
export function idempotencyOf({ endpoint, method, optionsNode, body, node, holes }: Written): Fact<Idempotency> {
  const effect =
    endpoint?.effect === 'body' && method.state !== 'unknown' ? effectOfBody(endpoint, body) : endpoint?.effect;
  if (!endpoint || effect === undefined || effect === 'body')
    return { state: 'unknown', because: 'what the request does is not visible here' };
  if (effect === 'read' || method.state !== 'present') return { state: 'present', value: { repeatable: true }, node };
  if (effect === 'action') return { state: 'unknown', because: 'the endpoint runs code of the org' };
  if (effect !== 'create') return { state: 'present', value: { repeatable: true }, node };
  const { sobject, tooling } = endpoint;
  if (tooling || (sobject !== undefined && hasNoExternalId(sobject))) {
    return { state: 'unknown', because: `${sobject ?? 'the object'} has no external id to upsert by` };
  }
  if (sobject === undefined && mayBeEvent(holes, node)) {
    return { state: 'unknown', because: 'the object may be a platform event, which is not stored' };
  }
  if (endpoint.id === 'uiapi-idem' && optionsNode) {
    const key = idempotencyKeyOf(optionsNode);
    if (key.state === 'present') return { state: 'present', value: { repeatable: true }, node };
    if (key.state === 'unknown') return key;
  }
  return { state: 'present', value: { repeatable: false, sobject, body: body && literalOf(body) }, node };
}

/** Whether the names around a computed object speak of events: they are published, and need no external id. */
function mayBeEvent(holes: readonly TSESTree.Node[], node: TSESTree.Node): boolean {
  const around = functionAround(node);
  const holder = around?.parent;
  const name =
    around?.id ??
    (holder && 'key' in holder ? holder.key : holder?.type === 'VariableDeclarator' ? holder.id : undefined);
  const said = [...holes, ...(name ? [name] : [])].map(textIn);
  return said.some((text) => /event|channel|publish/i.test(text));
}

/** UI API remembers the `Idempotency-Key` of a record write for 30 days (User Interface API guide). */
function idempotencyKeyOf(optionsNode: TSESTree.Node): PropertyFact {
  const headers = propertyOf(optionsNode, 'headers');
  if (headers.state !== 'present') return headers;
  const value = unwrap(headers.value);
  // `new Headers({ … })`
  const given = value.type === 'NewExpression' ? value.arguments[0] : value;
  if (!given) return { state: 'absent' };
  const usual = propertyOf(given, 'Idempotency-Key', headers.env);
  return usual.state === 'present' ? usual : propertyOf(given, 'idempotency-key', headers.env);
}

/** The object literal that is sent, as it is or through `JSON.stringify`. */
function literalOf(body: TSESTree.Node): TSESTree.ObjectExpression | undefined {
  return objectOf(stringified(body) ?? body);
}
