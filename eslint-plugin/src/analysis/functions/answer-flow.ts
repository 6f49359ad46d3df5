import type { TSESTree } from '@typescript-eslint/types';
import { repeatsItsArgument } from '../clients/resilient.ts';
import { type FunctionNode, isFunction, textIn, unwrap } from '../source.ts';
import { chainedOn, keyName, lastName, memberName, variableOf } from '../values/bindings.ts';

/** What becomes of what a call answers. */
export interface AnswerFlow {
  /** Whether it goes where it cannot be followed: returned, kept, or handed to another function. */
  readonly leaves: boolean;
  /** The names of what is read of it, and of what is in it. */
  readonly reads: ReadonlySet<string>;
  /** The expressions that stand for it or for a part of it, from the call on. */
  readonly values: readonly TSESTree.Node[];
}

/** Functions that nobody asks for what they were given. */
const LOG = /^(?:console|log|logger|winston|pino|debug)\b|\blog(?:ger)?\.\w+$|^(?:log|debug|logger)$/i;

/** Functions that answer what they are given, in another form. */
const HANDS_BACK =
  /^(?:JSON\.(?:stringify|parse)|Promise\.(?:all|allSettled|resolve)|Object\.(?:values|entries|keys)|Array\.from)$/;

/** Methods of a list that show each item to the function they are given. */
const SHOWS_ITEMS = /^(?:every|filter|find|findIndex|findLast|flatMap|forEach|map|some)$/;

/** Methods whose result is what their function returns. */
const GIVES_RESULT = /^(?:then|catch|map|flatMap)$/;

/**
 * Follows what a call answers through names, promises, callbacks of lists and patterns, as far as the code around it goes.
 *
 * @param callback - The function that is told the answer as its second argument, where one is.
 */
export function answerFlowOf(call: TSESTree.CallExpression, callback?: FunctionNode): AnswerFlow {
  const flow = new Flow();
  if (callback) flow.bind(callback.params[1]);
  else flow.follow(call);
  return flow;
}

/** The names of what is read of an answer, and of what is in it, also where a part of it goes elsewhere. */
export function readsOfAnswer(call: TSESTree.CallExpression): ReadonlySet<string> {
  const flow = new Flow(true);
  flow.follow(call);
  return flow.reads;
}

class Flow implements AnswerFlow {
  leaves = false;
  readonly reads = new Set<string>();
  readonly values: TSESTree.Node[] = [];
  /** Whether what leaves keeps nothing else from being followed. */
  readonly #goesOn: boolean;

  constructor(goesOn = false) {
    this.#goesOn = goesOn;
  }

  /** Goes on with an expression that holds the answer. */
  follow(value: TSESTree.Node): void {
    const { parent } = value;
    if ((this.leaves && !this.#goesOn) || !parent || this.values.includes(value)) return;
    this.values.push(value);
    if (!this.#throughStatement(value, parent)) this.#throughExpression(value, parent);
  }

  /** Gives the answer to the names in a pattern. */
  bind(pattern: TSESTree.Node | null | undefined): void {
    switch (pattern?.type) {
      case undefined:
        return;
      case 'Identifier':
        for (const use of variableOf(pattern)?.references ?? []) if (use.isRead()) this.follow(use.identifier);
        return;
      case 'AssignmentPattern':
        this.bind(pattern.left);
        return;
      case 'ArrayPattern':
        for (const element of pattern.elements) this.bind(element);
        return;
      case 'ObjectPattern':
        for (const property of pattern.properties) this.#bindProperty(property);
        return;
      default:
        // `this.result = …` is read elsewhere.
        this.leaves = true;
    }
  }

  #bindProperty(property: TSESTree.ObjectPattern['properties'][number]): void {
    if (property.type === 'RestElement') this.bind(property.argument);
    else {
      this.reads.add(keyName(property) ?? '');
      this.bind(property.value);
    }
  }

  /** Statements end the way of a value, or give it a name. */
  #throughStatement(value: TSESTree.Node, parent: TSESTree.Node): boolean {
    switch (parent.type) {
      case 'ExpressionStatement':
      case 'IfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'SwitchStatement':
        return true;
      case 'VariableDeclarator':
        this.bind(parent.id);
        return true;
      case 'ForOfStatement':
        this.bind(parent.left.type === 'VariableDeclaration' ? parent.left.declarations[0].id : parent.left);
        return true;
      case 'ReturnStatement':
        this.#returned(value);
        return true;
      default:
        return false;
    }
  }

  #throughExpression(value: TSESTree.Node, parent: TSESTree.Node): void {
    switch (parent.type) {
      case 'UnaryExpression':
      case 'BinaryExpression':
      case 'TemplateLiteral':
        return;
      case 'AwaitExpression':
      case 'ChainExpression':
      case 'LogicalExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
        this.follow(parent);
        return;
      case 'ConditionalExpression':
        if (parent.test !== value) this.follow(parent);
        return;
      case 'AssignmentExpression':
        if (parent.right !== value) return;
        this.bind(parent.left);
        this.follow(parent);
        return;
      case 'MemberExpression':
        if (parent.object === value) this.#member(parent);
        return;
      case 'ArrowFunctionExpression':
        this.#returned(value);
        return;
      case 'CallExpression':
        this.#handed(parent);
        return;
      default:
        // The text of an error says what happened, and asks nothing.
        if (parent.type !== 'NewExpression' || !/Error$|Exception$/.test(textIn(parent.callee))) this.leaves = true;
    }
  }

  #member(member: TSESTree.MemberExpression): void {
    const name = memberName(member);
    const call = chainedOn(member.object);
    if (name !== undefined && !/^(?:then|catch|finally)$/.test(name)) this.reads.add(name);
    if (!call) {
      this.follow(member);
      return;
    }
    this.#told(call, name ?? '');
    // What `forEach` returns is nothing.
    if (!/^(?:forEach|then)$/.test(name ?? '')) this.follow(call);
  }

  /** The functions that a method of the value calls with it, or with what is in it. */
  #told(call: TSESTree.CallExpression, name: string): void {
    const [first] = call.arguments;
    if (name === 'then' || SHOWS_ITEMS.test(name)) {
      if (first && isFunction(first)) this.bind(first.params[0]);
      else this.leaves = true;
    } else if (/^(?:reduce|reduceRight)$/.test(name)) {
      if (first && isFunction(first)) this.bind(first.params[1]);
      else this.leaves = true;
    }
  }

  /** What a function of the code is given: only some are known to do nothing with it. */
  #handed(call: TSESTree.CallExpression): void {
    const name = textIn(unwrap(call.callee));
    if (LOG.test(name) || name === 'Array.isArray') return;
    if (HANDS_BACK.test(name)) this.follow(call);
    else this.leaves = true;
  }

  /** A handler of `then` or `map` returns into the call that it was handed to; every other function to its callers. */
  #returned(value: TSESTree.Node): void {
    let at: TSESTree.Node | undefined = value.parent;
    while (at && !isFunction(at)) at = at.parent;
    const call = at?.parent;
    const isArgument = call?.type === 'CallExpression' && at !== call.callee;
    if (isArgument && (GIVES_RESULT.test(lastName(call.callee) ?? '') || repeatsItsArgument(call))) this.follow(call);
    else this.leaves = true;
  }
}
