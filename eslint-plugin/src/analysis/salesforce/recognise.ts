import type { TSESTree } from '@typescript-eslint/types';
import type { Confidence } from '../call.ts';
import { textIn } from '../source.ts';
import type { StaticText } from '../values/text.ts';
import { type Endpoint, endpointOf } from './endpoints.ts';
import { hostKindOf } from './hosts.ts';
import {
  canvasLink,
  checkedHost,
  enclosingSignal,
  marketingSignal,
  nameSignal,
  ownCredentials,
  ownHeader,
  projectSignal,
  sendsBearerToken,
  type Signal,
} from './signals.ts';

/** Whether a request goes to Salesforce, how sure that is and why. */
export interface Recognition {
  readonly confidence: Confidence;
  readonly evidence: readonly string[];
  readonly endpoint: Endpoint | undefined;
}

/** What is known around a request besides its URL. */
export interface Surroundings {
  readonly node: TSESTree.CallExpression;
  readonly method: string | undefined;
  /** The options of the request, and those of the instance. */
  readonly options: readonly (TSESTree.Node | undefined)[];
  /** Texts of the base URLs that other calls of the file proved to be Salesforce. */
  readonly provenBases: ReadonlySet<string>;
}

/** Paths that no other service has, whatever follows them: also `'/services/data' + path`. */
const SALESFORCE_PATH =
  /(?:^|\/)services\/(?:(?:data|async)(?:\/(?:v?\d{2,3}|v?\{\})|\{\})|oauth2\/|apexrest(?:\/|\{\})|Soap\/)/;

/** The verdict on one URL; undefined when nothing, or not enough, speaks for Salesforce. */
export function recognise(url: StaticText, around: Surroundings): Recognition | undefined {
  const { host, path } = split(url.text);
  const kind = host === undefined ? undefined : hostKindOf(host);
  if (kind === 'page' || kind === 'status') return undefined;
  const endpoint = endpointOf(around.method, path, kind !== undefined);
  if (endpoint?.provesSalesforce || SALESFORCE_PATH.test(path.split(/[?#]/, 1)[0] ?? '')) {
    return { confidence: 'certain', evidence: [`the path ${path.split('?')[0] ?? path}`], endpoint };
  }
  if (kind !== undefined && host !== undefined)
    return { confidence: 'certain', evidence: [`the host ${host}`], endpoint };
  if (host !== undefined) return undefined;
  return byRequest(path, around) ?? weigh(url, path, around);
}

/** Scheme and host apart from path and query; a leading hole stands for the origin. */
function split(text: string): { host: string | undefined; path: string } {
  // A hole right behind a top-level domain is the path: `https://acme.my.salesforce.com${path}`.
  const absolute = /^https?:\/\/([^/?#]*?)(?=(?<=\.[a-z]{2,})\{\}|[/?#]|$)/i.exec(text);
  // A host that is computed as a whole ends there: what follows is the path.
  const computed = /^https?:\/\/\{\}(?![^/?#{]*\.[a-z])/i.exec(text);
  if (computed) return { host: undefined, path: text.slice(computed[0].length) };
  if (absolute) return { host: absolute[1], path: text.slice(absolute[0].length) };
  return { host: undefined, path: text.replace(/^\{\}/, '') };
}

/** What the request itself says: a header or credentials that only Salesforce has. */
function byRequest(path: string, { node, method, options }: Surroundings): Recognition | undefined {
  const header = ownHeader(node, options);
  const credentials = ownCredentials(node);
  if (header === undefined && credentials === undefined) return undefined;
  const says = header === undefined ? `the credentials ${credentials ?? ''}` : `the header ${header}`;
  return { confidence: 'certain', evidence: [says], endpoint: endpointOf(method, path, true) };
}

/** The expression that the URL starts with, as text; two calls with the same one go to the same server. */
export function baseOf({ text, holes: [first] }: StaticText): string | undefined {
  return first && /^(?:https?:\/\/)?\{\}/.test(text) ? textIn(first) : undefined;
}

/** Paths that say nothing, or that belong to the REST API below its version. */
const NEUTRAL_PATH = /^\/?(?:\{\}|$|services\/data\/?$|sobjects\/|query\/?\?q=|composite\b)/;

/** Paths below `/services`, which a base URL may end with. */
const BELOW_SERVICES =
  /^\/?(?:apexrest\/|data\/(?:v\d{2,3}(?:\.\d)?|v?\{\})\/(?:sobjects|query(?:All)?|search|composite|tooling|jobs|limits)\b)/;

/** Adds the weaker signals up: 3 are `likely`, 2 are `possible`. A name alone, of whatever kind, is never enough. */
function weigh(url: StaticText, path: string, around: Surroundings): Recognition | undefined {
  const base = baseOf(url);
  const [hole] = url.holes;
  if (base === undefined || !hole) return undefined;
  const link = canvasLink(hole);
  if (link !== undefined) {
    const evidence = [`the URL is one of a signed request of Canvas, ${link}`];
    return { confidence: 'certain', evidence, endpoint: endpointOf(around.method, link + path, true) };
  }
  const named = nameSignal(hole);
  const checked = checkedHost(hole);
  // A path of another kind (/api/now/table, /api/v1/statuses) belongs to another service with an instance URL.
  const isNamed = (named?.weight ?? 0) >= 3 || checked !== undefined;
  const marketing = isNamed ? undefined : marketingSignal(around.method, path, named);
  const strong = isNamed || marketing !== undefined;
  // No proof of its own: others have such paths, too.
  const below = (named?.weight ?? 0) >= 2 && BELOW_SERVICES.test(path);
  if (!strong && !below && !NEUTRAL_PATH.test(path)) return undefined;
  const signals = [
    around.provenBases.has(base) && { weight: 3, says: `${base} is the base of another Salesforce call in this file` },
    named,
    checked,
    marketing,
    (below || /^\/?(?:sobjects\/[A-Z{]|query\/?\?q=|services\/data\/?$)/.test(path)) && {
      weight: 2,
      says: `the path ${path}`,
    },
    sendsBearerToken(around.node, around.options) && { weight: 1, says: 'it sends a Bearer token' },
    enclosingSignal(around.node),
  ].filter((signal): signal is Signal => Boolean(signal));
  // Asked last, since it has to be read.
  const project = named && weightOf(signals) === 2 ? projectSignal(around.node) : undefined;
  if (project) signals.push(project);
  const weight = weightOf(signals);
  if (weight < (signals.length > 1 ? 2 : 3)) return undefined;
  const evidence = signals.map((signal) => signal.says);
  return { confidence: weight >= 3 ? 'likely' : 'possible', evidence, endpoint: endpointBelow(path, around, strong) };
}

function weightOf(signals: readonly Signal[]): number {
  return signals.reduce((sum, signal) => sum + signal.weight, 0);
}

function endpointBelow(path: string, { method }: Surroundings, strong: boolean): Endpoint | undefined {
  if (BELOW_SERVICES.test(path)) return endpointOf(method, `services/${path.replace(/^\//, '')}`, true);
  if (strong && !NEUTRAL_PATH.test(path)) return endpointOf(method, path, true);
  if (/^\/?services\//.test(path)) return endpointOf(method, path, true);
  const known = /^\/?(?:sobjects|query|composite)/.test(path);
  return known ? endpointOf(method, `services/data/{}/${path.replace(/^\//, '')}`, true) : undefined;
}
