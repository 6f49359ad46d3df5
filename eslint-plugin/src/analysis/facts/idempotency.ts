import type { TSESTree } from '@typescript-eslint/types';
import { getPropertyName } from '@eslint-community/eslint-utils';
import type { Fact } from '../fact.ts';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { type SourceView, unwrap } from '../source.ts';
import { functionOf } from '../values/bindings.ts';
import { objectOf, propertyOf } from '../values/objects.ts';

/** Whether carrying the request out twice leaves more than carrying it out once. */
export type Idempotency =
  | { readonly repeatable: true }
  /** Each request makes records; `body` is the literal that says which, where it is in the file. */
  | {
      readonly repeatable: false;
      readonly sobject: string | undefined;
      readonly body: TSESTree.ObjectExpression | undefined;
    };

/** Objects that carry no external id of their own, so that there is nothing to upsert by. */
const WITHOUT_EXTERNAL_ID =
  /^(?:Content\w+|Attachment|Document|FeedItem|FeedComment|Apex\w+|Aura\w+|Lightning\w+|.*__Share|.*__History)$/;

/** Answers "would a repeated request make another record?". */
export function idempotencyOf(
  endpoint: Endpoint | undefined,
  method: Fact<string>,
  optionsNode: TSESTree.Node | undefined,
  source: SourceView,
): Fact<Idempotency> {
  if (!endpoint || endpoint.effect === 'body')
    return { state: 'unknown', because: 'what the request does is not visible here' };
  const node = optionsNode ?? source.ast;
  if (endpoint.effect === 'read' || method.state !== 'present')
    return { state: 'present', value: { repeatable: true }, node };
  if (endpoint.effect !== 'create') {
    return endpoint.effect === 'action'
      ? { state: 'unknown', because: 'the endpoint runs code of the org' }
      : { state: 'present', value: { repeatable: true }, node };
  }
  const { sobject, tooling } = endpoint;
  if (tooling || (sobject !== undefined && WITHOUT_EXTERNAL_ID.test(sobject))) {
    return { state: 'unknown', because: `${sobject ?? 'the object'} has no external id to upsert by` };
  }
  if (endpoint.id === 'uiapi-idem' && optionsNode && hasIdempotencyKey(optionsNode, source)) {
    return { state: 'present', value: { repeatable: true }, node };
  }
  return {
    state: 'present',
    value: { repeatable: false, sobject, body: optionsNode && bodyOf(optionsNode, source) },
    node,
  };
}

/** UI API remembers the `Idempotency-Key` of a record write for 30 days (User Interface API guide). */
function hasIdempotencyKey(optionsNode: TSESTree.Node, source: SourceView): boolean {
  const headers = propertyOf(optionsNode, 'headers', source);
  const literal = headers.state === 'present' ? objectOf(headers.value, source) : undefined;
  return Boolean(
    literal?.properties.some(
      (item) => item.type === 'Property' && /^idempotency-key$/i.test(getPropertyName(item as never) ?? ''),
    ),
  );
}

/** The object literal behind `body: JSON.stringify(…)`. */
function bodyOf(optionsNode: TSESTree.Node, source: SourceView): TSESTree.ObjectExpression | undefined {
  const body = propertyOf(optionsNode, 'body', source);
  if (body.state !== 'present') return undefined;
  const value = unwrap(body.value);
  if (value.type !== 'CallExpression' || functionOf(value.callee, source)) return undefined;
  const [argument] = value.arguments;
  const stringifies = /^JSON\.stringify$/.test(source.text.slice(...value.callee.range));
  return stringifies && argument ? objectOf(argument, source) : undefined;
}
