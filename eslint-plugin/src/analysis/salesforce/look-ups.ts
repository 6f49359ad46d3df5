import type { TSESTree } from '@typescript-eslint/types';
import { isFunction, nodesWithin, unwrap } from '../source.ts';
import { chainedOn, constantOf, keyName, memberName, variableOf } from '../values/bindings.ts';
import { objectOf } from '../values/objects.ts';
import { textOf } from '../values/text.ts';

/** By what a record is looked for. */
export interface LookUpKey {
  readonly field: string;
  /** Whether no other field decides. */
  readonly alone: boolean;
  /** What it is compared with, where that is an expression of its own. */
  readonly value: TSESTree.Node | undefined;
}

/** The key by which code looks for a record of `sobject`: in SOQL, in a find of jsforce, or in the path of an external id. */
export function keyLookedUpIn(code: TSESTree.Node, sobject: string): LookUpKey | undefined {
  for (const part of [code, ...constantsIn(code)]) {
    for (const template of nodesWithin(part, 'TemplateLiteral')) {
      const found = keyInTemplate(template, sobject);
      if (found) return found;
    }
    for (const text of [...nodesWithin(part, 'BinaryExpression'), ...nodesWithin(part, 'Literal')]) {
      const found = keyInText(textOf(text).text, sobject);
      if (found) return found;
    }
  }
  return keyInFind(code, sobject);
}

/** What the constants that code names were given: the text of a query is often one. */
function constantsIn(code: TSESTree.Node): TSESTree.Node[] {
  return nodesWithin(code, 'Identifier').flatMap((name) => {
    const variable = variableOf(name);
    const constant = variable && constantOf(variable);
    return constant && !isFunction(constant) ? [constant] : [];
  });
}

function keyInTemplate({ quasis, expressions }: TSESTree.TemplateLiteral, sobject: string): LookUpKey | undefined {
  const text = quasis.map(({ value }) => value.cooked ?? value.raw).join('{}');
  const key = keyInText(text, sobject);
  if (!key?.alone) return key;
  // The hole behind the comparison, or behind the field in a path.
  const position = quasis.findIndex(({ value }) =>
    new RegExp(String.raw`\b${key.field}(?:\s*=\s*'?|/)$`, 'i').test(value.raw),
  );
  return { ...key, value: expressions[position] };
}

function keyInText(text: string, sobject: string): LookUpKey | undefined {
  const decoded = text.replaceAll('+', ' ');
  const query = new RegExp(String.raw`\bFROM\s+${sobject}\b[^]*?\bWHERE\s+\(?\s*(\w+)\s*=`, 'i').exec(decoded)?.[1];
  const field = query ?? new RegExp(String.raw`/sobjects/${sobject}/(\w+__c)/`).exec(text)?.[1];
  return field === undefined || /^Id$/i.test(field)
    ? undefined
    : { field, alone: !/\bWHERE\b[^]*\b(?:AND|OR)\b/i.test(decoded), value: undefined };
}

/** `conn.sobject('Account').findOne({ Reference__c: reference })`. */
function keyInFind(code: TSESTree.Node, sobject: string): LookUpKey | undefined {
  for (const call of nodesWithin(code, 'CallExpression')) {
    const name = call.callee.type === 'MemberExpression' ? memberName(call.callee) : undefined;
    const [object] = call.arguments;
    if (name !== 'sobject' || !object || textOf(object).text !== sobject) continue;
    const find = chainedOn(call);
    const method = find?.callee.type === 'MemberExpression' ? memberName(find.callee) : undefined;
    const [conditions] = find?.arguments ?? [];
    const literal = conditions && /^find(?:One)?$/.test(method ?? '') ? objectOf(conditions) : undefined;
    const [only, ...others] = literal?.properties ?? [];
    if (only?.type !== 'Property') continue;
    const field = keyName(only);
    if (field === undefined || field === 'Id') continue;
    return { field, alone: others.length === 0, value: unwrap(only.value) };
  }
  return undefined;
}
