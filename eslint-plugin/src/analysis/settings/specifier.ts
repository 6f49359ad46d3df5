import type { TSESTree } from '@typescript-eslint/types';
import { originOf } from '../clients/origin.ts';
import { pathOf } from '../clients/origin-path.ts';
import { sourceOf } from '../source.ts';
import { lastName } from '../values/bindings.ts';
import { definitionOf } from '../values/definition.ts';
import type { Specifier } from './settings.ts';

/** Whether a callee is the function that a setting names. */
export function isSpecified(callee: TSESTree.Node, { from, name, package: packageName, path }: Specifier): boolean {
  const origin = originOf(callee);
  if (from === 'package') {
    return origin?.module !== undefined && origin.module === packageName && pathOf(origin) === name;
  }
  const called = lastName(callee);
  const defined = definitionOf(callee);
  const file = /^(?:Function|Arrow|Class|Program)/.test(defined.type) ? sourceOf(defined).project?.filename : undefined;
  // Without a reader of other files the import itself has to do.
  const module = file ?? (isPackage(origin?.module) ? undefined : origin?.module);
  const named = called === name || (origin !== undefined && pathOf(origin) === name) || name === 'default';
  return named && (path === undefined || (module !== undefined && endsWith(module, path)));
}

/** Whether a module is imported by the name of a package; what has a slash in it may be a path or an alias. */
function isPackage(module: string | undefined): boolean {
  return module !== undefined && /^(?:node:)?\w[^/]*$/.test(module);
}

/** Whether a path ends in another one, whatever the extensions and the dots at its beginning are. */
function endsWith(module: string, path: string): boolean {
  const plain = (text: string): string => text.replace(/^(?:\.{0,2}\/)+/, '').replace(/\.[cm]?[jt]sx?$/, '');
  return `/${plain(module)}`.endsWith(`/${plain(path)}`);
}
