import { type FunctionNode, isFunction, type SourceView } from 'eslint-plugin-salesforce-resilience/analysis';
import { type Export, exportsOf, localsOf } from './exports-of.ts';
import { keyName, type Node, type NodeOf } from './node.ts';
import { OutageTestError } from './outage-test-error.ts';

/** A function that a test can call, and how it gets at it. */
export interface Callable {
  readonly node: FunctionNode;
  /** What is imported: an exported name, `default`, or empty for `module.exports` itself. */
  readonly imported: string;
  /** The method of the imported class or object; undefined for the function itself. */
  readonly member: string | undefined;
  /** The class that an object is made of first. */
  readonly made: NodeOf<'ClassDeclaration' | 'ClassExpression'> | undefined;
}

/**
 * Finds a function by its name, or `Class.method`.
 *
 * @throws {OutageTestError} when there is none, or no test can import it.
 */
export function findFunction(source: SourceView, name: string, place: string): Callable {
  const found = callablesOf(source).find(([known]) => known === name)?.[1];
  if (found) return found;
  const locals = localsOf(source.ast);
  const local = locals.get(name.split('.')[0] ?? '');
  if (local && (isFunction(local) || isClass(local)))
    throw new OutageTestError(
      `${name} of ${place} is not exported, so that no test can import it. Export it; what the file runs at once goes into another one.`,
    );
  const names = callablesOf(source).map(([known]) => known);
  const there = names.length > 0 ? `It exports ${[...new Set(names)].join(', ')}.` : 'It exports no function.';
  throw new OutageTestError(`${place} has no function '${name}'. ${there}`);
}

/** Every function that a module gives to others, by the names that it may be asked for by. */
export function callablesOf(source: SourceView): readonly (readonly [string, Callable])[] {
  const locals = [...localsOf(source.ast)];
  return exportsOf(source).flatMap((one) => {
    const own = locals.find(([, value]) => value === one.value)?.[0];
    const names = [...new Set([one.name, own ?? ''])].filter((name) => name !== '' && name !== 'default');
    return [...functionsIn(one)].flatMap(([member, callable]) => {
      if (member === '') return (names.length > 0 ? names : ['default']).map((name) => [name, callable] as const);
      return [...names.map((name) => `${name}.${member}`), ...(names.length > 0 ? [] : [member])].map(
        (name) => [name, callable] as const,
      );
    });
  });
}

function functionsIn({ name: imported, value }: Export): Map<string, Callable> {
  const found = new Map<string, Callable>();
  if (isFunction(value)) found.set('', { node: value, imported, member: undefined, made: undefined });
  if (isClass(value)) {
    for (const item of value.body.body) {
      const isMethod = item.type === 'MethodDefinition' || item.type === 'PropertyDefinition';
      const member = isMethod ? keyName(item) : undefined;
      if (!isMethod || member === undefined || member === 'constructor' || !isFunction(item.value)) continue;
      found.set(member, { node: item.value, imported, member, made: item.static ? undefined : value });
    }
  }
  if (value.type === 'ObjectExpression') {
    for (const item of value.properties) {
      const member = item.type === 'Property' ? keyName(item) : undefined;
      if (item.type !== 'Property' || member === undefined || !isFunction(item.value)) continue;
      found.set(member, { node: item.value, imported, member, made: undefined });
    }
  }
  return found;
}

function isClass(node: Node): node is NodeOf<'ClassDeclaration' | 'ClassExpression'> {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}
