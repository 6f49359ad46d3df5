import {
  isResilient,
  nodesWithin,
  type SalesforceCall,
  sourceOf,
  textIn,
} from 'eslint-plugin-salesforce-resilience/analysis';

type Node = Parameters<typeof sourceOf>[0];

/** How often a call is sent and how long that takes at worst, where the code says it: a sentence without its end, or none. */
export function limitsOf(call: SalesforceCall): string[] {
  const { retry } = call.facts;
  if (retry.state === 'absent') return call.kind === 'request' ? ['1 attempt'] : [];
  if (retry.state !== 'present') return [];
  const { kind, mechanism } = retry.value;
  if (isResilient(call.client)) return [`${minutes(totalOf(call))} in all, its waiting included`];
  const count = kind === 'loop' ? turnsOf(mechanism) : kind === 'package' ? retriesOf(mechanism) : undefined;
  return count === undefined ? [] : [count === 1 ? '1 attempt' : `${count} attempts`];
}

/** What the client of the fixes takes where it is not told otherwise (ms). */
const TOTAL_MS = 600_000;

function totalOf({ node }: SalesforceCall): number {
  const { ast } = sourceOf(node);
  const given = nodesWithin(ast, 'CallExpression').find(({ callee }) => textIn(callee) === 'createSalesforceFetch');
  return given ? (numberIn(given, 'totalTimeoutMs') ?? TOTAL_MS) : TOTAL_MS;
}

function minutes(ms: number): string {
  const [value, unit] = ms >= 120_000 ? [ms / 60_000, 'minutes'] : [ms / 1_000, 's'];
  return `${Math.round(value * 10) / 10} ${unit}`;
}

/** `for (let i = 0; i < 5; i++)`: 5. */
function turnsOf(node: Node): number | undefined {
  if (node.type !== 'ForStatement' || node.init?.type !== 'VariableDeclaration') return undefined;
  const start = numberOf(node.init.declarations[0]?.init);
  const { test, update } = node;
  if (start === undefined || test?.type !== 'BinaryExpression' || update?.type !== 'UpdateExpression') return undefined;
  const end = numberOf(test.right);
  if (end === undefined || update.operator !== '++') return undefined;
  const turns = end - start + (test.operator === '<=' ? 1 : 0);
  return /^<=?$/.test(test.operator) && turns > 0 ? turns : undefined;
}

/** `pRetry(…, { retries: 5 })`: 6. */
function retriesOf(node: Node): number | undefined {
  const retries = numberIn(node, 'retries');
  return retries === undefined ? undefined : retries + 1;
}

function numberIn(node: Node, key: string): number | undefined {
  const property = nodesWithin(node, 'Property').find((one) => one.key.type === 'Identifier' && one.key.name === key);
  return numberOf(property?.value);
}

/** A number as it is written, or the constant of the file that holds it. */
function numberOf(node: Node | null | undefined): number | undefined {
  if (node?.type === 'Literal') return typeof node.value === 'number' ? node.value : undefined;
  if (node?.type !== 'Identifier') return undefined;
  const { ast } = sourceOf(node);
  const declared = nodesWithin(ast, 'VariableDeclarator').filter(
    ({ id }) => id.type === 'Identifier' && id.name === node.name,
  );
  const [only] = declared;
  return declared.length === 1 && only?.parent.kind === 'const' && only.init?.type === 'Literal'
    ? numberOf(only.init)
    : undefined;
}
