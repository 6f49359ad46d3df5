import type { TSESTree } from '@typescript-eslint/types';
import { isFunction, sourceOf, unwrap } from '../source.ts';
import { lastName, memberName } from '../values/bindings.ts';
import { propertyOf } from '../values/objects.ts';
import { textOf } from '../values/text.ts';
import type { Client, Operation } from './client.ts';
import type { ClientCall } from './index.ts';
import type { CallLike } from './origin-path.ts';
import { salesforceOperations } from './tables.ts';

/** Names of variables that hold a connection in nearly every code base that uses jsforce. */
const CONNECTION_NAME = /^[#_]?(?:_?(?:sf|sfdc|salesforce|jsforce|org))?_?conn(?:ection)?$/i;

/** The class itself, whose `create` makes a connection. */
const CLASS_NAME = /^[A-Z][a-z]/;

/** Operations that are only taken for Salesforce's where the receiver is called a connection, too. */
const COMMON =
  /^(?:create|insert|update|upsert|destroy|retrieve|query|queryAll|queryMore|search|describe|identity|limits|login\w*)$/;

/** What no other library has: taken for Salesforce's also on what a package gives that is not looked into. */
export const OF_RECORDS = /^sobject\.\(\)/;

/**
 * A call on something unknown, by a name that only one library has, in a project that depends on that library.
 *
 * @param allowed - The operations that are taken.
 */
export function callOnUnknown(node: TSESTree.CallExpression, allowed = /^/): ClientCall | undefined {
  const callee = unwrap(node.callee);
  const candidates = callee.type === 'MemberExpression' ? salesforceOperations(memberName(callee) ?? '') : [];
  if (candidates.length === 0) return undefined;
  const { names, calls, receiver } = tailOf(callee);
  for (const { client, operation } of candidates) {
    const { call, particular } = operation;
    const own = names.slice(-call.split('.').length).join('.') === call;
    const isCommon = client.connection && isConnection(receiver ?? '') && (COMMON.test(call) || asksBelow(call, node));
    if (!own || !allowed.test(call) || (particular !== true && !isCommon)) continue;
    if (!takesType(operation, node.arguments) || !isUsed(client, node) || !mayBeSoql(call, node)) continue;
    const count = operation.call.split('.').filter((name) => name === '()').length;
    const between = count === 0 ? [] : calls.slice(-count);
    const { arguments: args } = node;
    return { node, client, operation, args, makers: [], between, computed: undefined, sure: false };
  }
  return undefined;
}

/** Whether a request is sent to a path of Salesforce: others have a `request`, too. */
function asksBelow(call: string, { arguments: [first] }: TSESTree.CallExpression): boolean {
  if (call !== 'request' || !first) return false;
  const url = propertyOf(first, 'url');
  return /^\/services\/(?:apexrest|async|data)\//.test(textOf(url.state === 'present' ? url.value : first).text);
}

/** Whether the first argument can be the type of a record, where the operation takes one: an ORM takes an object, or a class. */
function takesType({ slots }: Operation, [first, ...rest]: readonly TSESTree.CallExpressionArgument[]): boolean {
  if (slots[0] !== 'sobject') return true;
  if (!first || first.type === 'ObjectExpression' || first.type === 'ArrayExpression' || isFunction(first))
    return false;
  return (rest.length > 0 || slots.length === 1) && !(first.type === 'Identifier' && CLASS_NAME.test(first.name));
}

/** Packages whose connections are asked in SQL. */
const SQL =
  /mysql|mariadb|postgres|^pg(?:-|$)|mssql|tedious|oracledb|sqlite|typeorm|knex|sequelize|snowflake|clickhouse|duckdb|planetscale|neo4j|prisma|drizzle|kysely/;

/** A query that only Salesforce answers: of one of its objects, by the name as it is written there. */
const SOQL =
  /\bFROM\s+(?:\w+__\w+|Account|ApexClass|Asset|Attachment|Campaign|CampaignMember|Case|Contact|Content\w+|Contract|Event|Lead|Opportunity\w*|Order|OrderItem|Organization|PermissionSet\w*|Pricebook\w+|Product2|Profile|Quote\w*|RecordType|Task|User)\b/;

/** Whether a query on a connection can be one of Salesforce: a project may have a database, too. */
function mayBeSoql(call: string, node: TSESTree.CallExpression): boolean {
  if (!/^(?:query|queryAll|search)$/.test(call)) return true;
  const [first, second] = node.arguments;
  // The values of placeholders come as a list.
  if (!first || /^(?:ObjectExpression|SpreadElement)$/.test(first.type) || second?.type === 'ArrayExpression')
    return false;
  const { text } = textOf(first);
  if (SOQL.test(text)) return true;
  const { project } = sourceOf(node);
  return /^\s*(?:SELECT|FIND|\{\})/i.test(text) && project?.modules?.dependsOn(SQL, project.filename) !== true;
}

function isConnection(name: string): boolean {
  return CONNECTION_NAME.test(name) && !CLASS_NAME.test(name);
}

/** The members and calls at the end of a callee, and the name of what they start from. */
function tailOf(callee: TSESTree.Node): { names: string[]; calls: CallLike[]; receiver: string | undefined } {
  const names: string[] = [];
  const calls: CallLike[] = [];
  let at = unwrap(callee);
  let receiver: string | undefined;
  while (at.type === 'MemberExpression' || at.type === 'CallExpression') {
    if (at.type === 'CallExpression') {
      names.unshift('()');
      calls.unshift(at);
      at = unwrap(at.callee);
    } else {
      names.unshift(memberName(at) ?? '*');
      at = unwrap(at.object);
      receiver = lastName(at);
    }
    if (names.length > 6) break;
  }
  // What the operation is called on, not what the whole chain starts from.
  const last = unwrap(callee);
  const object = last.type === 'MemberExpression' ? unwrap(last.object) : undefined;
  receiver =
    object?.type === 'Identifier' ? object.name : object?.type === 'MemberExpression' ? memberName(object) : receiver;
  return { names, calls, receiver };
}

/** Whether the project of a file depends on a client, or the file itself imports it. */
function isUsed({ modules }: Client, node: TSESTree.Node): boolean {
  const { project, text } = sourceOf(node);
  return modules.some((name) => {
    if (["'", '"', '`'].some((quote) => text.includes(`${quote}${name}${quote}`))) return true;
    return project?.modules?.dependsOn(name, project.filename) === true;
  });
}
