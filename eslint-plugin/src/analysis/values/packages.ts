import type { TSESTree } from '@typescript-eslint/types';
import { fixedString, memberName, variableOf } from './bindings.ts';
import { importedName, takenFrom } from './definition.ts';

/** What a name stands for in another module. */
interface Imported {
  /** As it is written, but for `node:`. */
  readonly module: string;
  /** The name there; `default` for the whole of a CommonJS module. */
  readonly name: string;
}

/** What an import, or a `require`, makes of a name: `import { URL } from 'node:url'`, `const { URL } = require('url')`. */
export function importOf(node: TSESTree.Identifier): Imported | undefined {
  const [definition] = variableOf(node)?.defs ?? [];
  if (!definition) return undefined;
  const { node: by, parent } = definition;
  if (parent?.type === 'ImportDeclaration') {
    const name = by.type === 'ImportSpecifier' ? importedName(by) : 'default';
    return { module: withoutScheme(parent.source.value), name };
  }
  if (by.type !== 'VariableDeclarator') return undefined;
  const taken = takenFrom(definition);
  return taken ? requiredBy(taken.from, taken.key) : requiredBy(by.init, 'default');
}

/** `require('url')`, `require('url').URL` */
function requiredBy(value: TSESTree.Node | null, name: string): Imported | undefined {
  if (value?.type === 'MemberExpression') return requiredBy(value.object, memberName(value) ?? name);
  const isRequire =
    value?.type === 'CallExpression' && value.callee.type === 'Identifier' && value.callee.name === 'require';
  const module = isRequire ? fixedString(value.arguments[0]) : undefined;
  return module === undefined ? undefined : { module: withoutScheme(module), name };
}

function withoutScheme(specifier: string): string {
  return specifier.replace(/^node:/, '');
}
