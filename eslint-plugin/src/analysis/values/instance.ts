import type { TSESTree } from '@typescript-eslint/types';
import { type FunctionNode, isFunction, nodesWithin, unwrap } from '../source.ts';
import { memberName } from './bindings.ts';
import { classAround, type ClassNode, instanceMemberOf, isClass } from './classes.ts';
import { classOf, definitionOf, superOf } from './definition.ts';
import { bindParameters, type Environment, type ReadMember, UNBOUND } from './environment.ts';
import { type Invoked, invokedBy } from './invoked.ts';

/** So many classes extend one another. */
const MOST_CLASSES = 5;

/**
 * What is known within one call of `target`: its parameters, and those of the constructors of the instance that it is
 * called on, which is of a class below the one of the method where a base class has that.
 *
 * @param read - Looks a member up in an argument, for parameters that are taken apart.
 */
export function bindCall(
  { callee }: TSESTree.CallExpression,
  { target, args }: Invoked,
  env: Environment,
  read: ReadMember,
): Environment {
  const bound = bindParameters(target, args, env, read);
  const member = unwrap(callee);
  if (member.type !== 'MemberExpression') {
    // The `this` of an arrow function is that around it.
    return target.type === 'ArrowFunctionExpression' || !env.has('this') ? bound : withoutThis(bound);
  }
  const object = unwrap(member.object);
  const isOwn = object.type === 'ThisExpression' || object.type === 'Super';
  if (isOwn && env.has('this')) return bound;
  const owner = classAround(target);
  const holder = isOwn ? classAround(object) : definitionOf(object);
  const given = holder?.type === 'NewExpression' ? holder.arguments : undefined;
  const own = isOwn ? holder : holder && classOf(holder);
  if (!isClass(owner) || !isClass(own) || (own === owner && !given))
    return env.has('this') ? withoutThis(bound) : bound;
  return new Map([...bound, ...constructed(own, given, read), ['this', { node: own, env: UNBOUND }]]);
}

function withoutThis(env: Environment): Environment {
  const others = new Map(env);
  others.delete('this');
  return others;
}

/** What the parameters of the constructors stand for, from the class of an instance up to the last one it extends. */
function constructed(own: ClassNode, given: readonly TSESTree.Node[] | undefined, read: ReadMember): Environment {
  let args = given;
  let env = UNBOUND;
  let at: ClassNode | undefined = own;
  for (let depth = 0; at && depth < MOST_CLASSES; depth += 1, at = superOf(at)) {
    const constructor = constructorOf(at);
    // A class without one hands on what it is given.
    if (!constructor) continue;
    if (args) env = bindParameters(constructor, args, env, read);
    args = nodesWithin(constructor.body, 'CallExpression').find(({ callee }) => callee.type === 'Super')?.arguments;
  }
  return env;
}

function constructorOf({ body }: ClassNode): FunctionNode | undefined {
  const found = body.body.find((item) => item.type === 'MethodDefinition' && item.kind === 'constructor');
  return found?.type === 'MethodDefinition' && isFunction(found.value) ? found.value : undefined;
}

/** The member `this.name` of the instance that a call was made on, where its class has another one than the class around. */
export function memberOfInstance(member: TSESTree.MemberExpression, env: Environment): TSESTree.Node | undefined {
  const own = member.object.type === 'ThisExpression' ? env.get('this')?.node : undefined;
  const name = own && memberName(member);
  if (!isClass(own) || name === undefined) return undefined;
  const around = classAround(member.object);
  if (around === own || !isBelow(own, around)) return undefined;
  const found = instanceMemberOf(own, name, superOf);
  return found && definitionOf(found);
}

function isBelow(own: ClassNode, other: TSESTree.Node | undefined): boolean {
  let at: ClassNode | undefined = own;
  for (let depth = 0; at && depth < MOST_CLASSES; depth += 1, at = superOf(at)) if (at === other) return true;
  return false;
}

/** What a call runs, which is a function of the class of the instance that a call around it was made on, where that has one. */
export function invokedOn(node: TSESTree.CallExpression, env: Environment): Invoked | undefined {
  const own = methodOfInstance(node.callee, env);
  return own ? { target: own, args: node.arguments } : invokedBy(node);
}

/** The function that `this.name()` runs on the instance that a call was made on, where its class has one of its own. */
function methodOfInstance(callee: TSESTree.Node, env: Environment): FunctionNode | undefined {
  const member = env.has('this') ? unwrap(callee) : undefined;
  const found = member?.type === 'MemberExpression' ? memberOfInstance(member, env) : undefined;
  return isFunction(found) ? found : undefined;
}
