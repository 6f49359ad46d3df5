import type { TSESTree } from '@typescript-eslint/types';
import type { Fact } from '../fact.ts';
import { textIn, unwrap } from '../source.ts';
import { lastName, memberName, variableOf } from '../values/bindings.ts';
import type { Environment } from '../values/environment.ts';
import { boundObjectOf, propertyOf, type PropertyFact } from '../values/objects.ts';
import { fixedLength, type StaticText, textOf } from '../values/text.ts';
import type { Slot } from './client.ts';
import type { ClientCall } from './index.ts';

/** What a call of a client asks for, as far as it is known. */
export interface RequestParts {
  /** The argument that holds the URL; undefined for a library that makes it up. */
  readonly urlNode: TSESTree.Node | undefined;
  readonly url: StaticText;
  /** The argument that holds method, headers and body, if there is one. */
  readonly optionsNode: TSESTree.Node | undefined;
  readonly method: Fact<string>;
  /** What is sent. */
  readonly body: TSESTree.Node | undefined;
  /** The options that every request of the instance has. */
  readonly defaults: readonly TSESTree.Node[];
  /** What the parameters in all of these stand for. */
  readonly env: Environment;
}

/** Reads a request from the arguments of a client's function. */
export function requestPartsOf(call: ClientCall, env: Environment): RequestParts {
  const reader = new Reader(call, env);
  return {
    urlNode: reader.urlNode,
    url: reader.url(),
    optionsNode: reader.options,
    method: reader.method(),
    body: reader.body(),
    defaults: reader.defaults,
    env,
  };
}

const NOTHING: StaticText = { text: '', holes: [] };

class Reader {
  readonly options: TSESTree.Node | undefined;
  readonly urlNode: TSESTree.Node | undefined;
  readonly defaults: readonly TSESTree.Node[];
  readonly #call: ClientCall;
  readonly #env: Environment;

  constructor(call: ClientCall, env: Environment) {
    this.#call = call;
    this.#env = env;
    const given = this.#argument('url');
    const isOptions = given && (isObject(given, env) || this.#holdsOptions(given));
    const made = given && unwrap(given);
    // `new URL(path, base)` has a second argument too.
    const isRequest = made?.type === 'NewExpression' && /(?:^|\.)Request$/.test(textIn(made.callee));
    const inRequest = isRequest ? made.arguments[1] : undefined;
    const options = this.#argument('options');
    this.options = isOptions ? given : (options ?? inRequest);
    this.urlNode = given ?? (call.operation.slots.includes('url') ? undefined : this.#option('url')?.value);
    this.defaults = call.makers.flatMap(({ arguments: args }) =>
      args.filter((one) => isObject(one, env) || isName(one)),
    );
  }

  /** The argument in a slot. A callback takes the place of options that were left out. */
  #argument(slot: Slot): TSESTree.Node | undefined {
    const { operation, args } = this.#call;
    const argument = args[operation.slots.indexOf(slot)];
    return argument && !argument.type.includes('Function') && argument.type !== 'SpreadElement' ? argument : undefined;
  }

  /** An option by its meaning, from the call or else from the defaults of the instance. */
  #option(
    part: keyof ClientCall['client']['keys'],
    alsoDefaults = false,
  ): Extract<PropertyFact, { state: 'present' }> | undefined {
    for (const holder of [this.options, ...(alsoDefaults ? this.defaults.toReversed() : [])]) {
      for (const name of holder ? this.#call.client.keys[part] : []) {
        const found = holder && propertyOf(holder, name, this.#env);
        if (found?.state === 'present') return found;
      }
    }
    return undefined;
  }

  /** Whether a name that stands for an unknown object is given a URL or a base: `options.baseURL = …`. */
  #holdsOptions(node: TSESTree.Node): boolean {
    const { url, base } = this.#call.client.keys;
    return isName(node) && [...url, ...base].some((key) => propertyOf(node, key, this.#env).state === 'present');
  }

  url(): StaticText {
    const { operation, client } = this.#call;
    if (operation.path !== undefined) return this.#fromPattern(operation.path);
    const path = this.#path();
    return joined(this.#base(), path, client.keys.base.includes('hostname'));
  }

  #path(): StaticText {
    const given = this.#argument('url');
    if (given && given !== this.options) return textOf(given, this.#env);
    const option = this.#option('url');
    return option ? textOf(option.value, option.env) : NOTHING;
  }

  #base(): StaticText {
    const { client, makers } = this.#call;
    if (client.address === 'chain') {
      const addresses = makers.filter((maker, index) => index === 0 || lastName(maker.callee) === 'url');
      const texts = addresses.flatMap(({ arguments: [first] }) => (first ? [textOf(first, this.#env)] : []));
      return texts.reduce((before, text) => joined(before, text, false), NOTHING);
    }
    const option = this.#option('base', true) ?? this.#changedDefault();
    if (option) return textOf(option.value, option.env);
    // A dispatcher of undici may be made of another one: `new RetryAgent(new Client(origin))`.
    const maker = makers.find(({ arguments: [first] }) => first && !isObject(first, this.#env))?.arguments[0];
    if (client.address === 'instance' && maker) return textOf(innermost(maker), this.#env);
    // Defaults that cannot be read may hold a base.
    const unread = this.defaults.find((node) => !isObject(node, this.#env));
    return unread && client.keys.base.length > 0 ? { text: '{}', holes: [unread] } : NOTHING;
  }

  /** `axios.defaults.baseURL = …`, by the name that the request is sent with. */
  #changedDefault(): { value: TSESTree.Node; env: Environment } | undefined {
    const callee = unwrap(this.#call.node.callee);
    const receiver = callee.type === 'MemberExpression' ? unwrap(callee.object) : callee;
    for (const { identifier } of variableOf(receiver)?.references ?? []) {
      const defaults = identifier.parent;
      const key = defaults.parent;
      const assignment = key?.parent;
      if (defaults.type !== 'MemberExpression' || memberName(defaults) !== 'defaults') continue;
      if (key?.type !== 'MemberExpression' || !this.#call.client.keys.base.includes(memberName(key) ?? '')) continue;
      if (assignment?.type === 'AssignmentExpression' && assignment.left === key) {
        return { value: assignment.right, env: this.#env };
      }
    }
    return undefined;
  }

  /** The path of a Salesforce library's call, with what its arguments say put in. */
  #fromPattern(pattern: string): StaticText {
    const { args, between } = this.#call;
    const holes: TSESTree.Node[] = [];
    const put = (node: TSESTree.Node | undefined): string => {
      if (!node) return '{}';
      const found = textOf(node, this.#env);
      holes.push(...found.holes);
      return found.text;
    };
    const path = pattern.replaceAll(/\{(\d|sobject)\}/g, (_, name: string) => {
      if (name === 'sobject') return put(this.#argument('sobject') ?? between.at(0)?.arguments[0]) || '{}';
      if (name !== '0') return put(args[Number(name)]);
      const text = this.#path();
      holes.push(...text.holes);
      return pattern === '{0}' ? relativeToVersion(text.text) : below(text.text, pattern.replace('{0}', ''));
    });
    return { text: this.#collections(path), holes };
  }

  /** An array of records goes to the collections resource. */
  #collections(path: string): string {
    const body = this.#argument('body');
    const isList = body && boundList(body);
    const found = /^(.*)\/sobjects\/([^/]+)(?:\/([^/]+)\/[^/]+|\/[^/]+)?$/.exec(path);
    if (!isList || !found || !/create|insert|update|upsert/.test(this.#call.operation.call)) return path;
    const [, root, sobject, field] = found;
    return field === undefined ? `${root}/composite/sobjects` : `${root}/composite/sobjects/${sobject}/${field}`;
  }

  method(): Fact<string> {
    const { operation, computed, args } = this.#call;
    const fixed = operation.method;
    if (fixed !== undefined) return { state: 'present', value: fixed, node: this.#call.node };
    const given = this.#argument('method') ?? computed;
    if (given) return methodFact(textOf(given, this.#env), given);
    for (const name of this.#call.client.keys.method) {
      const found = this.options && propertyOf(this.options, name, this.#env);
      if (found?.state === 'present') return methodFact(textOf(found.value, found.env), found.value);
      if (found?.state === 'unknown') return found;
    }
    const missing = operation.call === '*' || (operation.slots.includes('method') && args.length > 0);
    return missing ? { state: 'unknown', because: 'the method is computed' } : { state: 'absent' };
  }

  body(): TSESTree.Node | undefined {
    return this.#argument('body') ?? this.#option('body')?.value;
  }
}

const VERB = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|Get|Head|Post|Put|Patch|Delete|Options)$/;

function methodFact({ text, holes: [first] }: StaticText, node: TSESTree.Node): Fact<string> {
  // A member of a list of methods that a package has: `HttpMethod.POST`.
  const member = text === '{}' && first?.type === 'MemberExpression' ? memberName(first) : undefined;
  const name = member !== undefined && VERB.test(member) ? member : text;
  if (!/^[A-Za-z]+$/.test(name)) return { state: 'unknown', because: 'the method is computed' };
  return { state: 'present', value: name.toUpperCase(), node };
}

function isObject(node: TSESTree.Node, env: Environment): boolean {
  return boundObjectOf(node, env) !== undefined;
}

function isName(node: TSESTree.Node): boolean {
  return node.type === 'Identifier' || node.type === 'MemberExpression';
}

function boundList(node: TSESTree.Node): boolean {
  const value = unwrap(node);
  return (
    value.type === 'ArrayExpression' ||
    (value.type === 'CallExpression' && value.callee.type === 'MemberExpression' && memberName(value.callee) === 'map')
  );
}

/** The URL in `new RetryAgent(new Client(url))`. */
function innermost(node: TSESTree.Node): TSESTree.Node {
  const [first] = node.type === 'NewExpression' ? node.arguments : [];
  return first ? innermost(first) : node;
}

/** jsforce takes a path below the version (`/sobjects/…`), below the host (`/services/…`), or a whole URL. */
function relativeToVersion(text: string): string {
  // `${conn._baseUrl()}/query` has the version in its hole.
  const based = /^\{\}(?=\/(?:actions|analytics|composite|jobs|limits|query|queryAll|search|sobjects|tooling)\b)/;
  if (based.test(text)) return text.replace(based, '/services/data/{}');
  return /^\/(?!services\/|\{\})/.test(text) ? `/services/data/{}${text}` : text;
}

/** What is below a fixed path, with or without the slash between them; some libraries take the whole path, too. */
function below(text: string, fixed: string): string {
  if (text.startsWith(fixed)) return text.slice(fixed.length);
  return text.startsWith('/') || text === '' ? text : `/${text}`;
}

/** A base and a path, with one slash between them; a path that is a whole URL stands for itself. */
function joined(base: StaticText, path: StaticText, isHost: boolean): StaticText {
  if (fixedLength(base) === 0 && base.holes.length === 0) return path;
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(path.text)) return path;
  const scheme = isHost && !/^[a-z]+:/i.test(base.text) ? 'https://' : '';
  const between = base.text.endsWith('/') || path.text === '' || /^[/?]/.test(path.text) ? '' : '/';
  const start = base.text.endsWith('/') && path.text.startsWith('/') ? base.text.slice(0, -1) : base.text;
  return { text: `${scheme}${start}${between}${path.text}`, holes: [...base.holes, ...path.holes] };
}
