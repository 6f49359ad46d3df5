import type { FunctionNode } from 'eslint-plugin-salesforce-resilience/analysis';
import type { LintedScript } from '../documents.ts';
import { callablesOf } from './find-function.ts';
import { callsIn, reachedFrom } from './reach.ts';

/** A function that an outage test can be asked for by its name. */
export interface TestableFunction {
  readonly name: string;
  readonly node: FunctionNode;
}

/** The functions that a file exports and that call Salesforce. */
export function testableFunctions({ source, calls }: LintedScript): readonly TestableFunction[] {
  if (!source || calls.length === 0) return [];
  const own = calls.filter((call) => call.source.ast === source.ast);
  const byNode = new Map(callablesOf(source).map(([name, { node }]) => [node, name]));
  return [...byNode].flatMap(([node, name]) => (callsIn(reachedFrom(node), own).length > 0 ? [{ name, node }] : []));
}

/** The innermost of them around a place. */
export function functionAt(script: LintedScript, offset: number): TestableFunction | undefined {
  const around = testableFunctions(script).filter(({ node: { range } }) => range[0] <= offset && offset <= range[1]);
  return around.toSorted((one, other) => other.node.range[0] - one.node.range[0])[0];
}
