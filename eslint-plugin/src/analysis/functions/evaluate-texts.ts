import type { TSESTree } from '@typescript-eslint/types';
import { createMemo } from '../memo.ts';
import { sourceOf, textIn, unwrap } from '../source.ts';
import { constantOf, memberName, variableOf } from '../values/bindings.ts';
import { isExpired, isOk, type Scenario, type Value } from './outcome.ts';
import type { Path } from './path.ts';
import { TRANSIENT_STATUSES } from './scenario.ts';

/** Methods that ask something of a text, with what they say where it is not so. */
const ASKS: Readonly<Record<string, boolean | number | null>> = {
  includes: false,
  startsWith: false,
  endsWith: false,
  test: false,
  match: null,
  indexOf: -1,
  search: -1,
};

/** Words of failures that may pass, and of those that may be anything; a number may be their status. */
const MAY_PASS =
  /abort|again|avail|busy|cancel|capacity|clos|concurren|connect|down|e(?:ai_|conn|not|pipe)|error|exce(?:ed|pt)|fail|fetch|gateway|hang|http|intern|later|limit|lock|maint|network|overload|pass|pending|progress|quota|rate|reach|refus|request|reset|respon|retr|serv|slow|socket|temporar|throttl|time|too many|transient|trouble|un(?:expected|known|processed)|\d/i;

/** Words of a session that has ended. */
const OF_SESSION = /access|auth|credential|expired|grant|jwt|log.?in|session|sign|token/i;

/** What only an error without an answer says: codes of Node and of its clients, and texts that all of them use. */
const OF_CONNECTION =
  /^(?:E(?:AI_AGAIN|CONN(?:ABORTED|REFUSED|RESET)|HOSTUNREACH|NETUNREACH|NOTFOUND|PIPE|TIMEDOUT)|ERR_NETWORK|UND_ERR_(?:BODY|CONNECT|HEADERS)_TIMEOUT|UND_ERR_SOCKET|socket hang up|fetch failed|network error)$/i;

/** Members that hold a text of Salesforce; names and codes of errors are given by libraries, too. */
const HOLDS_TEXT = /^(?:body|data|description|detail|error|error_description|message|title)$/;

/**
 * `error.message.includes('cannot contain child folders')`: a text that only says what is wrong with the request is not
 * that of a failure which passes.
 *
 * @returns undefined where nothing is known of it.
 */
export function askedOfText(node: TSESTree.CallExpression, name: string | undefined, path: Path): Value | undefined {
  const { callee, arguments: args } = node;
  const [first] = args;
  const otherwise = name === undefined || !Object.hasOwn(ASKS, name) ? undefined : ASKS[name];
  if (otherwise === undefined || callee.type !== 'MemberExpression' || !first) return undefined;
  const [text, asked] = name === 'test' ? [first, callee.object] : [callee.object, first];
  if (name === 'includes' && isLostConnection(asked) && isOfError(text, path)) return notAnswered(otherwise, path);
  return saysWhatIsWrong(asked) && isOfError(text, path) ? notPassing(asked, otherwise, path) : undefined;
}

/** `error.message === 'The folder is not empty'`. */
export function comparedWithText({ left, right, operator }: TSESTree.BinaryExpression, path: Path): Value | undefined {
  const [text, asked] = left.type === 'Literal' ? [right, left] : [left, right];
  const member = unwrap(text);
  if (!/^[!=]==?$/.test(operator) || member.type !== 'MemberExpression') return undefined;
  if (!HOLDS_TEXT.test(memberName(member) ?? '') || !saysWhatIsWrong(asked) || !isOfError(text, path)) return undefined;
  return notPassing(asked, operator.startsWith('!'), path);
}

/** What asking for a text comes to after a failure that passes; after others, it cannot be told. */
function notPassing(asked: TSESTree.Node, otherwise: boolean | number | null, { met }: Path): Value {
  const mayEnd = OF_SESSION.test(textIn(asked));
  return met.of((one) => (isPassing(one) || (isExpired(one) && !mayEnd) ? otherwise : undefined));
}

/** What asking for a lost connection comes to after an answer that is none of success; after others, it cannot be told. */
function notAnswered(otherwise: boolean | number | null, { met }: Path): Value {
  return met.of((one) => (one === 'network' || isOk(one) ? undefined : otherwise));
}

/** Whether a text says that there was no answer. */
function isLostConnection(expression: TSESTree.Node): boolean {
  const said = literalIn(expression);
  return typeof said === 'string' && OF_CONNECTION.test(said) && !isMade(unwrap(expression));
}

function isPassing(met: Scenario): boolean {
  return met === 'network' || TRANSIENT_STATUSES.some((status) => status === met);
}

/** Whether a text, or a pattern, can only be of a failure that lasts. */
function saysWhatIsWrong(expression: TSESTree.Node): boolean {
  const value = literalIn(expression);
  const said = value instanceof RegExp ? value.source : value;
  if (typeof said !== 'string' || !/[a-z]{4}/i.test(said) || MAY_PASS.test(said)) return false;
  return !isMade(unwrap(expression));
}

function literalIn(expression: TSESTree.Node): unknown {
  const node = unwrap(expression);
  return node.type === 'Literal' ? node.value : undefined;
}

/** Whether the code around makes errors of its own that say so; what it writes to a log says nothing of them. */
function isMade(literal: TSESTree.Node): boolean {
  return memo(literal, () => {
    const value = literalIn(literal);
    const said = value instanceof RegExp ? value.source : String(value).replaceAll(/[^\w\s]/g, String.raw`\$&`);
    return new RegExp(String.raw`(?:${MAKES.source})[^;]{0,160}?(?:${said})`).test(sourceOf(literal).text);
  });
}

const memo = createMemo<boolean>(() => true);

/** What an error is made by, and given its text or its code. */
const MAKES =
  /(?:Error|Exception|\breject)\(|\bthrow\s+['"`]|\b(?:code|error_?description|error_?message|message)\s*(?::|=(?!=))/i;

/** Whether an expression is what an error says, or its text. */
function isOfError(expression: TSESTree.Node | null, path: Path): boolean {
  if (!expression) return false;
  const node = unwrap(expression);
  switch (node.type) {
    case 'Identifier':
      return isErrorOr(node, path);
    case 'MemberExpression':
      return isOfError(node.object, path);
    case 'CallExpression': {
      const { callee, arguments: args } = node;
      const from = callee.type === 'MemberExpression' ? [callee.object, ...args] : args;
      return from.some((one) => isOfError(one, path));
    }
    case 'LogicalExpression':
      return isOfError(node.left, path) || isOfError(node.right, path);
    // `error instanceof Error ? error.message : String(error)`
    case 'ConditionalExpression':
      return isOfError(node.consequent, path) && isOfError(node.alternate, path);
    case 'TemplateLiteral':
      return node.expressions.some((one) => isOfError(one, path));
    default:
      return false;
  }
}

/** A variable that holds an error, or what was made of one. */
function isErrorOr(name: TSESTree.Identifier, path: Path): boolean {
  const variable = variableOf(name);
  const value = variable && path.valueOf(variable);
  if (!variable || value?.kind === 'error') return value?.kind === 'error';
  const made = constantOf(variable);
  return made !== undefined && isOfError(made, path);
}
