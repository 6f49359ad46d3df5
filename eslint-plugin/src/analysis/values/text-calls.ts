import type { TSESTree } from '@typescript-eslint/types';
import { unwrap } from '../source.ts';
import { fixedString, memberName, variableOf } from './bindings.ts';
import { definitionOf } from './definition.ts';
import { propertyOf } from './objects.ts';
import { importOf } from './packages.ts';
import { type Evaluation, evaluateText, hole, holesIn, join, type StaticText } from './text.ts';

type CallLike = TSESTree.CallExpression | TSESTree.NewExpression;

/** What a function of the language or of Node's `util` makes of its arguments; undefined for every other call. */
export function ofBuiltIn(node: CallLike, evaluation: Evaluation): StaticText | undefined {
  const callee = unwrap(node.callee);
  if (callee.type === 'Identifier') {
    if (!variableOf(callee)) return ofGlobal(node, callee.name, evaluation);
    const imported = importOf(callee);
    if (imported?.module === 'url' && imported.name === 'URL') return ofGlobal(node, 'URL', evaluation);
    // `urlJoin(base, 'services/data', version)`
    if (imported?.module.endsWith('url-join'))
      return joinPaths(node.arguments.map((part) => evaluateText(part, evaluation)));
    return ofFormat(node, callee.name, evaluation);
  }
  return callee.type === 'MemberExpression' ? ofMethod(node, callee, evaluation) : undefined;
}

function ofGlobal(node: CallLike, name: string, evaluation: Evaluation): StaticText | undefined {
  const [first, second] = node.arguments;
  if (!first) return undefined;
  switch (name) {
    case 'URL': {
      const path = evaluateText(first, evaluation);
      return second ? resolve(path, evaluateText(second, evaluation)) : path;
    }
    case 'Request':
    case 'String':
      return evaluateText(first, evaluation);
    case 'encodeURI':
    case 'encodeURIComponent': {
      const text = evaluateText(first, evaluation);
      return text.holes.length > 0 ? hole(node) : { text: encodeURI(text.text), holes: [] };
    }
    default:
      return undefined;
  }
}

function ofMethod(node: CallLike, callee: TSESTree.MemberExpression, evaluation: Evaluation): StaticText | undefined {
  const text = (inner: TSESTree.Node): StaticText => evaluateText(inner, evaluation);
  const [first] = node.arguments;
  switch (memberName(callee)) {
    case 'URL':
      // `new url.URL(path, base)`, `new globalThis.URL(path, base)`
      return ofGlobal(node, 'URL', evaluation);
    case 'toString':
      return node.arguments.length === 0 ? text(callee.object) : undefined;
    case 'trim':
    case 'trimEnd':
    case 'normalize': {
      const inner = text(callee.object);
      return { ...inner, text: inner.text.trim() };
    }
    case 'concat':
      return join([callee.object, ...node.arguments].map(text));
    case 'join':
      // `path.posix.join('/services/data', version)`: no array is joined with two arguments.
      return node.arguments.length > 1 ? joinPaths(node.arguments.map(text)) : ofJoin(callee.object, first, evaluation);
    case 'resolve': {
      // `url.resolve(base, path)`
      const [base, path, ...others] = node.arguments;
      return base && path && others.length === 0 ? resolve(text(path), text(base)) : undefined;
    }
    case 'toUpperCase':
    case 'toLowerCase': {
      const inner = text(callee.object);
      const upper = memberName(callee) === 'toUpperCase';
      return { ...inner, text: upper ? inner.text.toUpperCase() : inner.text.toLowerCase() };
    }
    case 'replace':
    case 'replaceAll':
      return ofReplace(node, callee, evaluation);
    case 'format':
      return (first && ofUrlObject(first, evaluation)) ?? ofFormat(node, 'format', evaluation);
    default:
      return undefined;
  }
}

function joinPaths(parts: readonly StaticText[]): StaticText {
  const slash = { text: '/', holes: [] };
  const { text, holes } = join(parts.flatMap((part, index) => (index === 0 ? [part] : [slash, part])));
  return { text: text.replaceAll(/(?<!:)\/{2,}/g, '/'), holes };
}

/** `[base, 'services/data', version].join('/')`. */
function ofJoin(
  object: TSESTree.Node,
  separator: TSESTree.Node | undefined,
  evaluation: Evaluation,
): StaticText | undefined {
  const list = definitionOf(object);
  if (list.type !== 'ArrayExpression') return undefined;
  const between = separator ? evaluateText(separator, evaluation) : { text: ',', holes: [] };
  const parts = list.elements.flatMap((element) => (element ? [evaluateText(element, evaluation)] : []));
  return join(parts.flatMap((part, index) => (index === 0 ? [part] : [between, part])));
}

/** `url.replace('{id}', id)`: a fixed text is put in; cutting slashes off and the like changes nothing that matters. */
function ofReplace(node: CallLike, callee: TSESTree.MemberExpression, evaluation: Evaluation): StaticText | undefined {
  const [searched, replacement] = node.arguments;
  const whole = evaluateText(callee.object, evaluation);
  if (!searched || !replacement) return undefined;
  const what = fixedString(searched);
  if (what === undefined || what === '{}') return whole;
  const pieces = whole.text.split(what);
  if (pieces.length === 1) return whole;
  const put = evaluateText(replacement, evaluation);
  const everywhere = memberName(callee) === 'replaceAll';
  const rest = [...whole.holes];
  return join(
    pieces.flatMap((piece, index) => {
      const own = { text: piece, holes: rest.splice(0, holesIn(piece)) };
      if (index === 0) return [own];
      return [everywhere || index === 1 ? put : { text: what, holes: [] }, own];
    }),
  );
}

/** `util.format('%s/services/data', base)`; `sprintf` packages read the same placeholders. */
function ofFormat(node: CallLike, name: string, evaluation: Evaluation): StaticText | undefined {
  const [pattern, ...values] = node.arguments;
  if (!/^(?:format|sprintf)$/.test(name) || !pattern) return undefined;
  const { text, holes } = evaluateText(pattern, evaluation);
  if (holes.length > 0 || !text.includes('%')) return undefined;
  const parts = text.split(/%[sdifjoO]/);
  return join(
    parts.flatMap((part, index) => {
      const value = values[index];
      const fixed = { text: part.replaceAll('%%', '%'), holes: [] };
      if (index === parts.length - 1) return [fixed];
      return [fixed, value ? evaluateText(value, evaluation) : hole(node)];
    }),
  );
}

/** `url.format({ host, pathname })`, without its query, which does not matter. */
function ofUrlObject(parts: TSESTree.Node, evaluation: Evaluation): StaticText | undefined {
  const [host, path] = [['host', 'hostname'], ['pathname']].map((names) => {
    const found = names.map((name) => propertyOf(parts, name, evaluation.env)).find(({ state }) => state === 'present');
    return found?.state === 'present' ? evaluateText(found.value, { ...evaluation, env: found.env }) : undefined;
  });
  return path && (host ? join([{ text: 'https://', holes: [] }, host, path]) : path);
}

/** `new URL(path, base)` on texts with holes: an absolute path replaces the path of the base. */
function resolve(path: StaticText, base: StaticText): StaticText {
  if (/^[a-z][a-z\d+.-]*:/i.test(path.text)) return path;
  const origin = /^(?:[a-z][a-z\d+.-]*:\/\/[^/?#]*|\{\})/i.exec(base.text)?.[0] ?? '';
  // A computed path is most often an absolute one.
  const keep = /^(?:\/|\{\})/.test(path.text) ? origin : base.text.replace(/[^/]*$/, '') || `${origin}/`;
  const holes = holesIn(keep);
  return { text: keep + path.text, holes: [...base.holes.slice(0, holes), ...path.holes] };
}
