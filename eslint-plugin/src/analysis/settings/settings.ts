import type { Confidence } from '../call.ts';
import {
  describeProblem,
  oneOf,
  optional,
  type Check,
  listOf,
  record,
  text,
  whole,
  flag,
  numbers,
  fieldTable,
  specifier,
} from './checks.ts';

/** A function by where it is declared, in the shape that typescript-eslint uses. */
export interface Specifier {
  readonly from: 'file' | 'package';
  /** The exported name; `default` for a default export. */
  readonly name: string;
  /** With `from: 'package'`: the package. */
  readonly package?: string;
  /** With `from: 'file'`: the end of the file's path, with or without extension. Any file when left out. */
  readonly path?: string;
}

/** A request wrapper of the project: a function that sends one HTTP request to Salesforce. */
export interface OwnClient extends Specifier {
  /** Position of the argument with the URL or the path; 0 unless set. */
  readonly url?: number;
  /** Position of the argument with the HTTP method, where it has one of its own. */
  readonly method?: number;
  /** Position of the argument with `method`, `headers` and `body`; 1 unless set. */
  readonly options?: number;
  /** Position of the argument with the body, where it has one of its own. */
  readonly body?: number;
  /** Whether a status such as 503 is thrown; it is returned unless set. */
  readonly throws?: boolean;
}

/** A retry wrapper of the project: a function that calls its argument again when that fails. */
interface OwnWrapper extends Specifier {
  /** Position of the function that is called again; 0 unless set. */
  readonly callback?: number;
  /** Statuses of a returned answer after which it tries again; it looks at exceptions only unless set. */
  readonly statuses?: readonly number[];
  /** Whether it waits as long as Retry-After asks, in both forms and never less; not unless set. */
  readonly retryAfter?: 'honoured' | 'ignored';
}

/** The resilient client of the project, which fixes import and send calls through. */
export interface ProjectClient {
  /** What the import names: a package, an alias, or a path from the working directory. */
  readonly module: string;
  /** The exported function, which has the signature of `fetch`; `default` for a default export. */
  readonly name: string;
}

/** What a project may set under `settings['salesforce-resilience']`. */
export interface Settings {
  /** Request wrappers of the project, beside the clients that are known. */
  readonly clients: readonly OwnClient[];
  /** Retry wrappers of the project, beside those that are known or can be looked into. */
  readonly wrappers: readonly OwnWrapper[];
  /** The resilient client of the project; without it, fixes insert one. */
  readonly client: ProjectClient | undefined;
  /** External-id field of an object, such as `{ Payment__c: 'Reference__c' }`: what creates are rewritten to upsert by. */
  readonly externalIds: Readonly<Record<string, string>>;
  /** Major version of jsforce; read from the project's package or lock file unless set. */
  readonly jsforceVersion: 1 | 2 | 3 | undefined;
  /** The least sure calls that are reported: `possible`, `likely` (unless set) or `certain`. */
  readonly minimumConfidence: Confidence;
  /** Whether test files are looked at too; not unless set. */
  readonly tests: boolean;
}

/** The key under which ESLint keeps these settings, and the namespace of the rules. */
export const NAMESPACE = 'salesforce-resilience';

/** The levels of confidence, the least sure first. */
const CONFIDENCES: readonly Confidence[] = ['possible', 'likely', 'certain'];

/** Whether calls of a confidence are reported. */
export function isSureEnough(confidence: Confidence, { minimumConfidence }: Settings): boolean {
  return CONFIDENCES.indexOf(confidence) >= CONFIDENCES.indexOf(minimumConfidence);
}

/** What holds where a project sets nothing. */
export const DEFAULT_SETTINGS: Settings = {
  clients: [],
  wrappers: [],
  client: undefined,
  externalIds: {},
  jsforceVersion: undefined,
  minimumConfidence: 'likely',
  tests: false,
};

/** What each key may hold. */
const CHECKS: Readonly<Record<keyof Settings, Check>> = {
  clients: listOf(
    specifier({
      url: optional(whole),
      method: optional(whole),
      options: optional(whole),
      body: optional(whole),
      throws: optional(flag),
    }),
  ),
  wrappers: listOf(
    specifier({
      callback: optional(whole),
      statuses: optional(numbers),
      retryAfter: optional(oneOf('honoured', 'ignored')),
    }),
  ),
  client: record({ module: text, name: text }),
  externalIds: fieldTable,
  jsforceVersion: oneOf(1, 2, 3),
  minimumConfidence: oneOf(...CONFIDENCES),
  tests: flag,
};

const known = new WeakMap<object, Settings>();

/**
 * The settings of a project, checked.
 *
 * @param given - The value of `settings['salesforce-resilience']`.
 * @throws {TypeError} naming the key and what is allowed, when a key is unknown or a value has the wrong type.
 */
export function settingsOf(given: unknown): Settings {
  if (given === undefined) return DEFAULT_SETTINGS;
  const cached = typeof given === 'object' && given ? known.get(given) : undefined;
  if (cached) return cached;
  const where = `settings['${NAMESPACE}']`;
  const problem = describeProblem(given, CHECKS, where);
  if (problem !== undefined) throw new TypeError(problem);
  const set = Object.entries(given as Partial<Settings>).filter(([, value]) => value !== undefined);
  const settings: Settings = { ...DEFAULT_SETTINGS, ...Object.fromEntries(set) };
  known.set(given as object, settings);
  return settings;
}
