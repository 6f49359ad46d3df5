import type { SalesforceCall } from '../analysis/call.ts';
import { isResilient } from '../analysis/clients/resilient.ts';
import type { Layer } from '../analysis/facts/layers.ts';
import { textIn } from '../analysis/source.ts';
import { keepOneLayer } from '../fix/keep-one-layer.ts';
import { defineRule } from '../rule/define-rule.ts';
import { methodOf, targetOf } from '../rule/wording.ts';

export default defineRule({
  name: 'no-nested-retry',
  description: 'Disallow retries of a Salesforce call within one another',
  severity: 'S2',
  preset: 'strict',
  messages: {
    multiplied:
      'This {{method}} {{target}} is repeated by {{layers}}, one around the other: up to {{product}} for a single call, all while Salesforce is down.',
    nested:
      'This {{method}} {{target}} is repeated by {{layers}}, one around the other: their attempts multiply, all while Salesforce is down.',
    unwrap: 'Leave the repetition to what is within.',
    turnOff: 'Turn off the retry of {{client}}, and leave the repetition to what is around it.',
  },
  problems(call) {
    const { layers, retry } = call.facts;
    if (call.kind !== 'request' || retry.state !== 'present' || isResilient(call.client)) return [];
    if (layers.state !== 'present') return [];
    const { value } = layers;
    const product = productOf(value);
    const data = {
      method: methodOf(call),
      target: targetOf(call),
      layers: listed(value.map((layer) => nameOf(layer, call))),
      product: product ?? '',
    };
    const related = value
      .filter(({ at }) => at !== call.node)
      .map(({ at }) => ({ at, says: 'This repeats all that is within.' }));
    const fix = keepOneLayer(call, value);
    const suggest = fix ? [{ messageId: fix.by, data: { client: call.client.name }, edits: fix.edits } as const] : [];
    return [{ at: call.node, messageId: product === undefined ? 'nested' : 'multiplied', data, related, suggest }];
  },
});

/** `6 × 11 = 66 requests`, where all the numbers are known. */
function productOf(layers: readonly Layer[]): string | undefined {
  const numbers = layers.map(({ attempts }) => attempts);
  if (!numbers.every((one): one is number => typeof one === 'number')) return undefined;
  return `${numbers.join(' × ')} = ${numbers.reduce((product, one) => product * one, 1)} requests`;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** What repeats, in words. */
function nameOf({ kind, at }: Layer, { client }: SalesforceCall): string {
  switch (kind) {
    case 'client':
      return `${client.name} itself`;
    case 'package':
      return at.type === 'CallExpression' ? textIn(at.callee) : 'a decorator';
    case 'recursion':
      return 'a function that calls itself';
    case 'interceptor':
      return 'an interceptor';
    case 'helper':
      return 'a retry helper';
    case 'queue':
      return 'a queue';
    case 'loop':
      return 'a loop';
  }
}
