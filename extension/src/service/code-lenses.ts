import { isSureEnough } from 'eslint-plugin-salesforce-resilience/analysis';
import type { CodeLens, Range } from 'vscode-languageserver-types';
import { COMMANDS, type Exposure } from '../protocol/requests.ts';
import type { Words } from '../protocol/words.ts';
import { shownSpan } from './diagnostics.ts';
import type { LintedDocument } from './documents.ts';
import { exposureOf } from './exposure.ts';
import { namedFunctionAround } from './functions.ts';
import { testableFunctions } from './outage-test/function-at.ts';
import { outageTestPath } from './outage-test/outage-test-run.ts';
import type { ClientFeatures, ServiceOptions } from './service.ts';

/** What a lens says of exposed calls, the worst first. */
const SAYINGS: readonly (readonly [Exposure, say: (count: number, words: Words) => string])[] = [
  [
    'duplicated',
    (count, words) =>
      count === 1
        ? words.t('1 call creates its record twice when an answer is lost')
        : words.t('{0} calls create their records twice when an answer is lost', count),
  ],
  [
    'lost',
    (count, words) =>
      count === 1 ? words.t('1 call is lost on a 503') : words.t('{0} calls are lost on a 503', count),
  ],
  [
    'early',
    (count, words) =>
      count === 1 ? words.t('1 call is repeated too early') : words.t('{0} calls are repeated too early', count),
  ],
];

interface Exposed {
  readonly range: Range;
  readonly exposures: Exposure[];
  readonly at: Range;
}

/** Lines above each function whose calls an outage hurts, and above those that can be tested; none unless lenses are on. */
export function codeLensesOf(
  linted: LintedDocument,
  { features, files }: Pick<ServiceOptions, 'features' | 'files'>,
): CodeLens[] {
  if (!linted.configuration.codeLens) return [];
  const can = features();
  return [...exposureLenses(linted, can), ...(can.commands ? testLenses(linted, files, can) : [])];
}

/** Runs the outage test of each function that has one, and writes it for each that has none. */
function testLenses(
  { script, document }: LintedDocument,
  files: ServiceOptions['files'],
  { words }: Pick<ClientFeatures, 'words'>,
): CodeLens[] {
  if (!script) return [];
  return testableFunctions(script).map(({ node, name }) => {
    const range = script.rangeOf([node.range[0], node.range[0]]);
    const argument = { uri: document.uri, range };
    const isThere = files?.read(outageTestPath(script.script.filename, name)) !== undefined;
    const [title, command] = isThere
      ? [words.t('Run outage test'), COMMANDS.runOutageTest]
      : [words.t('Generate outage test'), COMMANDS.generateOutageTest];
    return { range, command: { title, command, arguments: [argument] } };
  });
}

function exposureLenses(
  linted: LintedDocument,
  { commands, words }: Pick<ClientFeatures, 'commands' | 'words'>,
): CodeLens[] {
  return exposedFunctions(linted).map(({ range, exposures, at }) => {
    const said = SAYINGS.flatMap(([exposure, say]) => {
      const count = exposures.filter((found) => found === exposure).length;
      return count === 0 ? [] : [say(count, words)];
    });
    const title = said.join(', ');
    const argument = { uri: linted.document.uri, range: at };
    // Without a command, an editor shows a lens as text.
    const command = commands
      ? { title: words.t('{0} · Fix', title), command: COMMANDS.fixAt, arguments: [argument] }
      : { title, command: '' };
    return { range, command };
  });
}

function exposedFunctions({ script, configuration }: LintedDocument): Exposed[] {
  const byFunction = new Map<object, Exposed>();
  for (const call of script?.calls ?? []) {
    const exposure = exposureOf(call);
    const around = namedFunctionAround(call);
    const isExposed = SAYINGS.some(([one]) => one === exposure);
    if (!script || !around || !isExposed) continue;
    if (!isSureEnough(call.confidence, configuration.settings)) continue;
    const known = byFunction.get(around.node);
    const [start] = around.node.range;
    const at = script.rangeOf(shownSpan({ call, span: call.node.range }));
    if (known) known.exposures.push(exposure);
    else byFunction.set(around.node, { range: script.rangeOf([start, start]), exposures: [exposure], at });
  }
  return [...byFunction.values()];
}
