import type { TSESTree } from '@typescript-eslint/types';
import { textIn } from '../source.ts';
import { definitionOf } from './definition.ts';
import { importOf } from './packages.ts';
import { type Evaluation, evaluateText, holesIn, type StaticText } from './text.ts';

/** Scheme, host, path and query of a text with holes. */
const URL_TEXT = /^([a-z]+:\/\/)?([^/?#]*)([^?#]*)(\?[^#]*)?/i;

/** From where to where the parts go that `URL` and `url.parse` give: the first of the four, and the one behind the last. */
const PARTS: Readonly<Record<string, readonly [number, number]>> = {
  ...{ origin: [0, 2], host: [1, 2], hostname: [1, 2], pathname: [2, 3], path: [2, 4], search: [3, 4] },
};

/** `url.pathname` where `url` is `new URL(…)`, or what `url.parse` gives. */
export function ofUrlPart(object: TSESTree.Node, name: string, evaluation: Evaluation): StaticText | undefined {
  const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  const made = part && definitionOf(object);
  if (!part || (made?.type !== 'NewExpression' && made?.type !== 'CallExpression') || !isParser(made.callee))
    return undefined;
  const [first] = made.arguments;
  const whole =
    made.type === 'NewExpression' ? evaluateText(made, evaluation) : first && evaluateText(first, evaluation);
  const pieces = URL_TEXT.exec(whole?.text ?? '')
    ?.slice(1)
    .map((piece: string | undefined) => piece ?? '');
  if (!whole || !pieces) return undefined;
  const text = pieces.slice(...part).join('');
  const before = holesIn(pieces.slice(0, part[0]).join(''));
  const holes = whole.holes.slice(before, before + holesIn(text));
  return { text: name === 'hostname' ? text.replace(/:\d+$/, '') : text, holes };
}

/** `URL`, `url.URL`, `url.parse`, or `parse` of that module. */
function isParser(callee: TSESTree.Node): boolean {
  if (/^(?:\w+\.)?URL$|^url\.parse$/.test(textIn(callee))) return true;
  const imported = callee.type === 'Identifier' ? importOf(callee) : undefined;
  return imported?.module === 'url' && imported.name === 'parse';
}
