import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { textIn, unwrap } from '../analysis/source.ts';
import { chainedOn, memberName, variableOf } from '../analysis/values/bindings.ts';
import { definitionOf } from '../analysis/values/definition.ts';
import { propertyOf } from '../analysis/values/objects.ts';
import { textOf } from '../analysis/values/text.ts';
import { isBuffer } from './read-once.ts';

/** A load of many records by jsforce. */
interface Load {
  readonly operation: string;
  readonly input: TSESTree.Node | undefined;
}

/**
 * Whether a bulk load of jsforce may be carried out again as a whole, whichever of its requests has failed: an upsert or an
 * update leaves what it leaves once, and an insert makes all records again whose job was closed before. What can be read
 * once must not be uploaded twice either: the second job would be empty, and succeed.
 */
export function isRepeatableLoad(call: SalesforceCall): boolean {
  const load = loadOf(call);
  return (
    load !== undefined &&
    /^(?:upsert|update)$/.test(load.operation) &&
    load.input !== undefined &&
    !isStream(load.input)
  );
}

/**
 * Whether a call of jsforce begins a deployment, which is one request, with what can be read again: what follows asks how
 * far it is, and a failure of that is none of the deployment.
 */
export function isDeployment({ client, node, operation }: SalesforceCall): boolean {
  const [zip] = node.arguments;
  if (client.salesforce !== true || operation.call !== 'metadata.deploy' || !zip || !isBuffer(zip)) return false;
  const next = chainedOn(node);
  return (
    !next || (next.callee.type === 'MemberExpression' && /^(?:then|catch|finally)$/.test(memberName(next.callee) ?? ''))
  );
}

function loadOf({ client, node, operation: { call } }: SalesforceCall): Load | undefined {
  if (client.salesforce !== true) return undefined;
  const [first, second, third, fourth] = node.arguments;
  if (call === 'bulk2.loadAndWaitForResults') {
    const [operation, input] = ['operation', 'input'].map((name) => {
      const found = first && propertyOf(first, name);
      return found?.state === 'present' ? found.value : undefined;
    });
    return operation && { operation: textOf(operation).text, input };
  }
  if (call === 'bulk.load') return second && { operation: textOf(second).text, input: fourth ?? third };
  const [, named] = /^sobject\.\(\)\.(\w+)Bulk$/.exec(call) ?? [];
  return named === undefined ? undefined : { operation: named, input: first };
}

const STREAM = /stream|\bReadable\b|\.pipe\(/i;

/** Whether something is a stream by its definition, or by the type that it has. */
function isStream(input: TSESTree.Node): boolean {
  const declared = variableOf(unwrap(input))?.defs[0]?.name;
  return [input, definitionOf(input), ...(declared ? [declared] : [])].some((node) => STREAM.test(textIn(node)));
}
