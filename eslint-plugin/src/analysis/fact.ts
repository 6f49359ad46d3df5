import type { TSESTree } from '@typescript-eslint/types';

/** An answer that says whether it could be found out. `unknown` never makes a problem: "cannot tell" is not "missing". */
export type Fact<T> =
  | { readonly state: 'present'; readonly value: T; readonly node: TSESTree.Node }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly because: string };
