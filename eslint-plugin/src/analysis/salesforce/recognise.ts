import type { TSESTree } from '@typescript-eslint/types';
import type { Confidence } from '../call.ts';
import { functionAround, type SourceView, unwrap } from '../source.ts';
import { memberName } from '../values/bindings.ts';
import type { StaticText } from '../values/text.ts';
import { type Endpoint, endpointOf } from './endpoints.ts';
import { hostKindOf } from './hosts.ts';

/** Whether a request goes to Salesforce, how sure that is and why. */
export interface Recognition {
  readonly confidence: Confidence;
  readonly evidence: readonly string[];
  readonly endpoint: Endpoint | undefined;
}

/** What is known around a request besides its URL. */
export interface Surroundings {
  readonly source: SourceView;
  readonly node: TSESTree.Node;
  readonly method: string | undefined;
  readonly sendsBearerToken: boolean;
  /** Texts of the base URLs that other calls of the file proved to be Salesforce. */
  readonly provenBases: ReadonlySet<string>;
}

/** Paths that no other service has, whatever follows them. */
const SALESFORCE_PATH = /(?:^|\/)services\/(?:(?:data|async)\/(?:v?\d{2,3}|v?\{\})|oauth2\/|apexrest\/|Soap\/)/;

/** The verdict on one URL; undefined when nothing, or not enough, speaks for Salesforce. */
export function recognise(url: StaticText, around: Surroundings): Recognition | undefined {
  const { host, path } = split(url.text);
  const kind = host === undefined ? undefined : hostKindOf(host);
  if (kind === 'page' || kind === 'status') return undefined;
  const endpoint = endpointOf(around.method, path, kind !== undefined);
  if (endpoint?.provesSalesforce || SALESFORCE_PATH.test(path)) {
    return { confidence: 'certain', evidence: [`the path ${path.split('?')[0] ?? path}`], endpoint };
  }
  if (kind !== undefined && host !== undefined)
    return { confidence: 'certain', evidence: [`the host ${host}`], endpoint };
  return host === undefined ? weigh(url, path, around) : undefined;
}

/** Scheme and host apart from path and query; a leading hole stands for the origin. */
function split(text: string): { host: string | undefined; path: string } {
  // A hole right behind a top-level domain is the path: `https://acme.my.salesforce.com${path}`.
  const absolute = /^https?:\/\/([^/?#]*?)(?=(?<=\.[a-z]{2,})\{\}|[/?#]|$)/i.exec(text);
  if (absolute) return { host: absolute[1] === '{}' ? undefined : absolute[1], path: text.slice(absolute[0].length) };
  return { host: undefined, path: text.replace(/^\{\}/, '') };
}

/** The expression that the URL starts with, as text; two calls with the same one go to the same server. */
export function baseOf(url: StaticText, source: SourceView): string | undefined {
  const [first] = url.holes;
  return first && /^(?:https?:\/\/)?\{\}/.test(url.text) ? source.text.slice(...first.range) : undefined;
}

interface Signal {
  readonly weight: number;
  readonly says: string;
}

/** Adds the weaker signals up: 3 are `likely`, 2 are `possible`. A name alone, of whatever kind, is never enough. */
function weigh(url: StaticText, path: string, around: Surroundings): Recognition | undefined {
  const base = baseOf(url, around.source);
  const [hole] = url.holes;
  // A path of another kind (/api/now/table, /api/v1/statuses) belongs to another service with an instance URL.
  if (base === undefined || !hole || !/^\/?(?:\{\}|$|sobjects\/|query\/?\?q=|composite\b)/.test(path)) return undefined;
  const signals = [
    around.provenBases.has(base) && { weight: 3, says: `${base} is the base of another Salesforce call in this file` },
    nameSignal(hole),
    /^\/?(?:sobjects\/[A-Z{]|query\/?\?q=)/.test(path) && { weight: 2, says: `the path ${path}` },
    around.sendsBearerToken && { weight: 1, says: 'it sends a Bearer token' },
    enclosingSignal(around.node),
  ].filter((signal): signal is Signal => Boolean(signal));
  const weight = signals.reduce((sum, signal) => sum + signal.weight, 0);
  if (weight < (signals.length > 1 ? 2 : 3)) return undefined;
  const evidence = signals.map((signal) => signal.says);
  const endpoint = endpointOf(around.method, `services/data/{}/${path.replace(/^\/|^\{\}/, '')}`, true);
  const known = /^\/?(?:sobjects|query|composite)/.test(path) ? endpoint : undefined;
  return { confidence: weight >= 3 ? 'likely' : 'possible', evidence, endpoint: known };
}

/** What the name of the base URL says: Salesforce by name, its OAuth answer, or just some instance. */
function nameSignal(hole: TSESTree.Node): Signal | undefined {
  const node = unwrap(hole);
  const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? memberName(node) : undefined;
  if (name === undefined) return undefined;
  if (/salesforce|sfdc|^sf_|_sf_/i.test(name)) return { weight: 2, says: `the base URL is called ${name}` };
  if (name === 'instance_url') return { weight: 2, says: "the base URL is the instance_url of Salesforce's login" };
  if (/^_*instance_?ur[li]$/i.test(name)) return { weight: 1, says: `the base URL is called ${name}` };
  return undefined;
}

/** What the names of the functions and classes around the call say. */
function enclosingSignal(node: TSESTree.Node): Signal | undefined {
  for (let at: TSESTree.Node | undefined = node; at; at = at.parent) {
    const named = at.type === 'ClassDeclaration' || at.type === 'FunctionDeclaration' ? at.id?.name : undefined;
    if (named !== undefined && /salesforce|sfdc/i.test(named)) return { weight: 1, says: `it is in ${named}` };
  }
  const holder = functionAround(node)?.parent;
  const key = holder && 'key' in holder && holder.key.type === 'Identifier' ? holder.key.name : undefined;
  return key !== undefined && /salesforce|sfdc/i.test(key) ? { weight: 1, says: `it is in ${key}` } : undefined;
}
