import type { TSESTree } from '@typescript-eslint/types';
import { originOf } from '../clients/origin.ts';
import { pathOf } from '../clients/origin-path.ts';
import { type FunctionNode, sourceOf, textIn } from '../source.ts';
import { bound, keyName, memberName } from '../values/bindings.ts';
import { textOf } from '../values/text.ts';
import { decoratorsOf } from './decorators.ts';

/** How a handler of requests answers: with an object that it is given, or with what it returns or throws. */
export type Answering = 'express' | 'fastify' | 'hono' | 'koa' | 'lambda' | 'nest' | 'web';

/** A function that answers a request of somebody else. */
export interface Inbound {
  /** What runs it, in the words of a message. */
  readonly name: string;
  readonly answers: Answering;
  readonly handler: FunctionNode;
}

interface Framework {
  readonly name: string;
  readonly answers: Answering;
  readonly modules: RegExp;
}

const FRAMEWORKS: readonly Framework[] = [
  { name: 'Express', answers: 'express', modules: /^(?:express|polka|restify|@types\/express)$/ },
  { name: 'Fastify', answers: 'fastify', modules: /^fastify$/ },
  { name: 'Koa', answers: 'koa', modules: /^(?:@koa\/router|koa-router|koa)$/ },
  { name: 'Hono', answers: 'hono', modules: /^hono$/ },
];

const CHANGES = /^(?:post|put|patch|delete|all)$/;

/** Whether a call is `app.post('/path', …, handler)`, and of which framework. */
export function routeBy(call: TSESTree.Node, handler: FunctionNode): Inbound | undefined {
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression' || call.arguments.length < 2)
    return undefined;
  const [path] = call.arguments;
  if (!CHANGES.test(memberName(call.callee) ?? '') || !path || !isPath(path)) return undefined;
  const { object } = call.callee;
  const framework = frameworkOf(object);
  return framework && { name: framework.name, answers: framework.answers, handler };
}

function isPath(node: TSESTree.Node): boolean {
  return /^\/|^\*$/.test(textOf(node).text);
}

function frameworkOf(receiver: TSESTree.Node): Framework | undefined {
  const origin = originOf(receiver);
  if (origin?.module !== undefined) return FRAMEWORKS.find(({ modules }) => modules.test(origin.module ?? ''));
  if (!/^(?:this\.)?(?:app|router|server|fastify|routes?|api|webhooks?)$/i.test(textIn(receiver))) return undefined;
  const { text } = sourceOf(receiver);
  // `import type { FastifyInstance } from 'fastify'`
  return FRAMEWORKS.find(({ name }) => new RegExp(String.raw`['"](?:@koa/|koa-)?${name}['"/]`, 'i').test(text));
}

const VERB = /^(?:POST|PUT|PATCH|DELETE)$/;

/** A function that a framework or a platform runs for requests by its name, its place, its type or a decorator. */
export function inboundByShape(handler: FunctionNode): Inbound | undefined {
  const { project } = sourceOf(handler);
  const file = project?.filename ?? '';
  const name = nameOf(handler);
  if (name !== undefined && VERB.test(name) && isExported(handler)) {
    if (/\/\+server\.[jt]s$/.test(file)) return { name: 'SvelteKit', answers: 'web', handler };
    if (/\/route\.[jt]sx?$/.test(file)) return { name: 'Next.js', answers: 'web', handler };
  }
  if (file.includes('/pages/api/') && isDefault(handler)) return { name: 'Next.js', answers: 'express', handler };
  if (name === 'fetch' && isMemberOfDefault(handler)) return { name: 'Cloudflare Workers', answers: 'web', handler };
  return byLambda(handler, name) ?? byNest(handler);
}

function nameOf({ id, parent }: FunctionNode): string | undefined {
  if (id) return id.name;
  if (parent.type === 'VariableDeclarator') return parent.id.type === 'Identifier' ? parent.id.name : undefined;
  const left = parent.type === 'AssignmentExpression' ? parent.left : undefined;
  return left?.type === 'MemberExpression' ? memberName(left) : keyName(parent);
}

function isExported({ parent }: FunctionNode): boolean {
  const holder = parent.type === 'VariableDeclarator' ? parent.parent.parent : parent;
  return holder.type === 'ExportNamedDeclaration';
}

function isDefault(handler: FunctionNode): boolean {
  if (handler.parent.type === 'ExportDefaultDeclaration') return true;
  const name = nameOf(handler);
  return name !== undefined && new RegExp(String.raw`export default ${name}\b`).test(sourceOf(handler).text);
}

function isMemberOfDefault({ parent }: FunctionNode): boolean {
  return parent.type === 'Property' && parent.parent.parent.type === 'ExportDefaultDeclaration';
}

function byLambda(handler: FunctionNode, name: string | undefined): Inbound | undefined {
  const [first] = handler.params;
  const event = first && bound(first);
  if (name !== 'handler' || event?.type !== 'Identifier') return undefined;
  const text = textIn(handler);
  const typed = /APIGateway|LambdaFunctionURL/.test(textIn(event));
  const shaped = new RegExp(String.raw`\b${event.name}\.body\b`).test(text) && /\bstatusCode\b/.test(text);
  return typed || shaped ? { name: 'API Gateway', answers: 'lambda', handler } : undefined;
}

function byNest(handler: FunctionNode): Inbound | undefined {
  if (handler.parent.type !== 'MethodDefinition') return undefined;
  const isRoute = decoratorsOf(handler).some((decorator) => {
    const origin = originOf(decorator);
    return origin?.module === '@nestjs/common' && /^(?:Post|Put|Patch|Delete|All)\b/.test(pathOf(origin));
  });
  return isRoute ? { name: 'NestJS', answers: 'nest', handler } : undefined;
}
