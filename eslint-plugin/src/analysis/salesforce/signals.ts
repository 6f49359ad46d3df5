import type { TSESTree } from '@typescript-eslint/types';
import { functionAround, sourceOf, textIn, unwrap } from '../source.ts';
import { isReassigned, keyName, lastName, memberName, valuesOf, variableOf } from '../values/bindings.ts';
import { callsNamed } from '../values/calls-by-name.ts';
import { definitionOf, takenFrom } from '../values/definition.ts';
import { boundObjectOf, propertyOf } from '../values/objects.ts';
import { textOf } from '../values/text.ts';
import { endpointOf } from './endpoints.ts';

/** Something besides the URL that speaks for Salesforce: 3 is likely on its own, and what is certain needs no weight. */
export interface Signal {
  readonly weight: number;
  readonly says: string;
}

/** Headers that only Salesforce has. */
const OWN_HEADER = /^(?:Sforce-[A-Za-z-]+|X-SFDC-[\w-]+|Pardot-Business-Unit-Id|sfdc-[\w-]+)$/i;

/** A header of the request that only Salesforce reads. */
export function ownHeader(
  node: TSESTree.CallExpression,
  options: readonly (TSESTree.Node | undefined)[],
): string | undefined {
  const names = [...options.flatMap(headerNames), ...headersSetOn(node).map(({ name }) => name)];
  return names.find((name) => OWN_HEADER.test(name));
}

/** Whether the request sends a Bearer token. */
export function sendsBearerToken(
  node: TSESTree.CallExpression,
  options: readonly (TSESTree.Node | undefined)[],
): boolean {
  const given = options.some((one) => {
    const headers = one && propertyOf(one, 'headers');
    const holder = headers?.state === 'present' ? headers.value : undefined;
    return ['Authorization', 'authorization'].some((name) => {
      const header = holder && propertyOf(holder, name);
      return header?.state === 'present' && isBearer(header.value);
    });
  });
  return (
    given || headersSetOn(node).some(({ name, value }) => /^authorization$/i.test(name) && value && isBearer(value))
  );
}

function isBearer(value: TSESTree.Node): boolean {
  return /^(?:Bearer|OAuth) /.test(textOf(value).text);
}

function headerNames(options: TSESTree.Node | undefined): string[] {
  const headers = options && propertyOf(options, 'headers');
  const object = headers?.state === 'present' ? boundObjectOf(headers.value, headers.env)?.node : undefined;
  return (object?.properties ?? []).flatMap((property) =>
    property.type === 'Property' ? (keyName(property) ?? []) : headerNamesOfSpread(property),
  );
}

function headerNamesOfSpread({ argument }: TSESTree.SpreadElement): string[] {
  const object = boundObjectOf(argument, new Map())?.node;
  return (object?.properties ?? []).flatMap((property) =>
    property.type === 'Property' ? (keyName(property) ?? []) : [],
  );
}

/** Headers that are set on the object the request is made with: `xhr.setRequestHeader(…)`, `.set(…)`, `.header(…)`. */
function headersSetOn(node: TSESTree.CallExpression): { name: string; value: TSESTree.Node | undefined }[] {
  const { callee } = node;
  const holder = callee.type === 'MemberExpression' ? variableOf(callee.object) : undefined;
  const calls: TSESTree.Node[] = (holder?.references ?? []).map(
    ({ identifier }) => identifier.parent.parent ?? identifier,
  );
  let at: TSESTree.Node = node.parent;
  for (; at.type === 'MemberExpression' || at.type === 'CallExpression'; at = at.parent) calls.push(at);
  return calls.flatMap((call) => {
    if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return [];
    const [name, value] = call.arguments;
    const sets = /^(?:setRequestHeader|setHeader|set|header)$/.test(memberName(call.callee) ?? '');
    return sets && name?.type === 'Literal' && typeof name.value === 'string' ? [{ name: name.value, value }] : [];
  });
}

/** n8n and the like name the kind of credentials that a request is sent with. */
export function ownCredentials({ arguments: args }: TSESTree.CallExpression): string | undefined {
  for (const argument of args) {
    const { text } = textOf(argument);
    if (/^salesforce(?:OAuth2|Jwt)Api$/.test(text)) return text;
  }
  return undefined;
}

/** What the name of the base URL says: Salesforce by name, its OAuth answer, or just some instance. */
export function nameSignal(hole: TSESTree.Node): Signal | undefined {
  const [definition] = variableOf(unwrap(hole))?.defs ?? [];
  const taken = definition && takenFrom(definition);
  const names = [lastName(hole), taken?.key, lastName(withoutCalls(definitionOf(hole))), givenName(hole)];
  const signals = names.flatMap((name) => (name === undefined ? [] : (signalOf(name) ?? [])));
  return signals.toSorted((one, other) => other.weight - one.weight)[0];
}

/** The name of all that a variable is given in turn: of one login after the other. */
function givenName(hole: TSESTree.Node): string | undefined {
  const variable = variableOf(unwrap(hole));
  if (!variable || !isReassigned(variable)) return undefined;
  const [first, ...others] = valuesOf(variable)
    .flatMap(sidesOf)
    .filter((value) => value.type !== 'Literal' && textIn(value) !== 'undefined')
    .map(lastName);
  return others.every((name) => name === first) ? first : undefined;
}

/** `data.instance_url` and `known` in `data.instance_url ?? known`. */
function sidesOf(expression: TSESTree.Node): TSESTree.Node[] {
  const node = unwrap(withoutCalls(unwrap(expression)));
  return node.type === 'LogicalExpression' ? [...sidesOf(node.left), ...sidesOf(node.right)] : [node];
}

/** What a text is made of: `data.instance_url` in `data.instance_url.replace(/\/$/, '')`. */
function withoutCalls(node: TSESTree.Node): TSESTree.Node {
  const callee = node.type === 'CallExpression' ? node.callee : undefined;
  return callee?.type === 'MemberExpression' ? withoutCalls(callee.object) : node;
}

/** Names of what belongs to Marketing Cloud, whose paths begin at the host. */
const MARKETING_NAME = /sfmc|marketing_?cloud|exact_?target/i;

/** Paths that only Marketing Cloud has. */
const MARKETING_PATH =
  /^\/?(?:asset\/v1\/content\/(?:assets|categories)|data\/v1\/(?:customobjectdata|customobjects|async\/dataextensions)|hub\/v1\/dataevents(?:async)?|interaction\/v1\/(?:async\/)?(?:events|interactions)|messaging\/v1\/messageDefinitionSends)(?:\/|$)/;

/** What a path says of Marketing Cloud: more where no other service has it, something where the base is named after it. */
export function marketingSignal(method: string | undefined, path: string, named?: Signal): Signal | undefined {
  const [resource = path] = path.split(/[?#]/, 1);
  if (MARKETING_PATH.test(resource)) return { weight: 2, says: `only Marketing Cloud has the path ${resource}` };
  const fits =
    named && MARKETING_NAME.test(named.says) && endpointOf(method, resource, true)?.id.startsWith('mc-') === true;
  return fits ? { weight: 1, says: `Marketing Cloud has the path ${resource}` } : undefined;
}

function signalOf(name: string): Signal | undefined {
  if (/^(?:auth|rest|soap)_instance_url$/.test(name)) {
    return { weight: 3, says: `the base URL is the ${name} of Marketing Cloud's login` };
  }
  if (/salesforce|sfdc|^sf_|_sf_/i.test(name) || MARKETING_NAME.test(name)) {
    return { weight: 2, says: `the base URL is called ${name}` };
  }
  if (name === 'instance_url') return { weight: 2, says: "the base URL is the instance_url of Salesforce's login" };
  if (/^_*instance_?ur[li]$/i.test(name)) return { weight: 1, says: `the base URL is called ${name}` };
  return undefined;
}

/** What the project is for, where that is read. */
export function projectSignal(node: TSESTree.Node): Signal | undefined {
  const { project } = sourceOf(node);
  return project?.modules?.isOfSalesforce(project.filename) === true
    ? { weight: 1, says: 'package.json has to do with Salesforce' }
    : undefined;
}

/** The paths behind the URLs that `context.links` of a signed request of Canvas holds. */
const CANVAS_LINKS: Readonly<Record<string, string>> = {
  enterpriseUrl: '/services/Soap/c/{}',
  metadataUrl: '/services/Soap/m/{}',
  partnerUrl: '/services/Soap/u/{}',
  queryUrl: '/services/data/{}/query',
  recentItemsUrl: '/services/data/{}/recent',
  restUrl: '/services/data/{}/',
  searchUrl: '/services/data/{}/search',
  sobjectUrl: '/services/data/{}/sobjects/',
};

/** The path that `signed.context.links.sobjectUrl` stands for. */
export function canvasLink(hole: TSESTree.Node): string | undefined {
  const node = unwrap(hole);
  const isLink = node.type === 'MemberExpression' && lastName(node.object) === 'links';
  return isLink ? CANVAS_LINKS[lastName(node) ?? ''] : undefined;
}

const SALESFORCE_HOST =
  /(?:my\.salesforce|salesforce|force|marketingcloudapis|exacttargetapis|salesforce-setup)\\?\.com|sfcrmproducts\\?\.cn/;

const CHECKS = ['test', 'match', 'includes', 'endsWith', 'startsWith'];

/** Whether the file checks that the base URL is a Salesforce host: `/\.salesforce\.com$/.test(instanceUrl)`. */
export function checkedHost(hole: TSESTree.Node): Signal | undefined {
  const name = lastName(hole);
  if (name === undefined) return undefined;
  const source = sourceOf(hole);
  const checked = CHECKS.flatMap((check) => callsNamed(check, source)).some(({ callee, arguments: args }) => {
    if (callee.type !== 'MemberExpression') return false;
    const sides = [callee.object, ...args];
    return sides.some((side) => lastName(side) === name) && sides.some(isHostLiteral);
  });
  return checked ? { weight: 3, says: `${name} is checked to be a Salesforce host` } : undefined;
}

function isHostLiteral(node: TSESTree.Node): boolean {
  const value = definitionOf(node);
  return value.type === 'Literal' && SALESFORCE_HOST.test(textIn(value));
}

/** What the names of the functions and classes around the call say. */
export function enclosingSignal(node: TSESTree.Node): Signal | undefined {
  for (let at: TSESTree.Node | undefined = node; at; at = at.parent) {
    const named = at.type === 'ClassDeclaration' || at.type === 'FunctionDeclaration' ? at.id?.name : undefined;
    if (named !== undefined && /salesforce|sfdc/i.test(named)) return { weight: 1, says: `it is in ${named}` };
  }
  const holder = functionAround(node)?.parent;
  const key = holder && 'key' in holder && holder.key.type === 'Identifier' ? holder.key.name : undefined;
  return key !== undefined && /salesforce|sfdc/i.test(key) ? { weight: 1, says: `it is in ${key}` } : undefined;
}
