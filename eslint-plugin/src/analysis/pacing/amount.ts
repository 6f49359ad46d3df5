import type { TSESTree } from '@typescript-eslint/types';

/** A number, or another plain value, as far as the code shows it; undefined where it does not. */
export type Amount = Shown | undefined;

/** A value that the code shows. */
export interface Shown {
  readonly value: unknown;
  /** Whether chance is part of it; then `value` is the greatest it can be. */
  readonly random?: boolean;
  /** Whether it stands for a setting that is the same in each round, but is not written where it can be seen. */
  readonly assumed?: boolean;
  /** The expression that computes it, behind names, branches and calls: what an edit would replace. */
  readonly from?: TSESTree.Node | undefined;
  /** Whether it was computed from what an earlier round has left. */
  readonly carried?: boolean;
  /** A `^` that was meant as a power. */
  readonly xor?: TSESTree.BinaryExpression | undefined;
}

/** Stands for a setting that is not known: large enough to be a time in milliseconds, and more than any counter. */
export const SETTING = 1000;

/** A header, or an option, that is not there. */
export const NOTHING: Shown = { value: undefined };

/** `true` or `false` where that is certain: what stands for a setting decides nothing. */
export function truthOf(amount: Amount): boolean | undefined {
  return !amount || amount.assumed === true || amount.random === true ? undefined : Boolean(amount.value);
}

/** What comes of two values at `node`. */
export function combined(node: TSESTree.BinaryExpression, left: Shown, right: Shown): Amount {
  const value = computed(node.operator, left.value, right.value);
  if (value === undefined) return undefined;
  const random = left.random === true || right.random === true;
  const assumed = left.assumed === true || right.assumed === true;
  const xor = (isMeantAsPower(node, left, right) ? node : undefined) ?? left.xor ?? right.xor;
  return { value, from: node, random, assumed, xor };
}

/** What values hand down to the one that is computed from them. */
export function traitsOf(amounts: readonly Shown[]): Pick<Shown, 'assumed' | 'random' | 'xor'> {
  return {
    random: amounts.some(({ random }) => random),
    assumed: amounts.some(({ assumed }) => assumed),
    xor: amounts.find((amount) => amount.xor)?.xor,
  };
}

/** `2 ^ attempt`, which flips a bit. */
function isMeantAsPower(node: TSESTree.BinaryExpression, left: Shown, right: Shown): boolean {
  const meant = node.operator === '^' && typeof left.value === 'number' && left.value >= 2 && right.from !== undefined;
  return meant && node.right.type !== 'Literal';
}

function computed(operator: string, left: unknown, right: unknown): unknown {
  switch (operator) {
    case '===':
      return left === right;
    case '!==':
      return left !== right;
    // `== null` holds of both kinds of nothing.
    case '==':
      return left === right || (left == null && right == null);
    case '!=':
      return left !== right && !(left == null && right == null);
    default: {
      const a = numberIn(left);
      const b = numberIn(right);
      return a === undefined || b === undefined ? undefined : OPERATORS[operator]?.(a, b);
    }
  }
}

/** The number that arithmetic takes a value for. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return Number(value);
  return typeof value === 'number' ? value : value === undefined ? Number.NaN : undefined;
}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => boolean | number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
