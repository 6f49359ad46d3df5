import { isSureEnough, type SalesforceCall } from 'eslint-plugin-salesforce-resilience/analysis';
import type { CallItem } from '../protocol/requests.ts';
import { shownSpan } from './diagnostics.ts';
import type { LintedDocument } from './documents.ts';
import { exposureOf } from './exposure.ts';
import { namedFunctionAround } from './functions.ts';
import { methodOf, REPEATERS, targetOf } from './wording.ts';

/** Every call of a document that is sure enough to be reported, for a tree of calls. */
export function callItemsOf({ document, script, configuration }: LintedDocument): CallItem[] {
  if (!script) return [];
  return script.calls
    .filter((call) => isSureEnough(call.confidence, configuration.settings))
    .map((call) => {
      const within = namedFunctionAround(call)?.name;
      return {
        location: { uri: document.uri, range: script.rangeOf(shownSpan({ call, span: call.node.range })) },
        label: `${methodOf(call)} ${targetOf(call)}`,
        detail: `${call.client.name}, ${repetitionOf(call)}`,
        exposure: exposureOf(call),
        ...(within === undefined ? {} : { within }),
      };
    });
}

function repetitionOf({ facts: { retry } }: SalesforceCall): string {
  if (retry.state === 'unknown') return 'what repeats it is not known';
  return retry.state === 'absent' ? 'nothing repeats it' : `${REPEATERS[retry.value.kind]} repeats it`;
}
