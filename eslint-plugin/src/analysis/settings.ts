import type { Confidence } from './call.ts';

/** What a project may set under `settings['salesforce-resilience']`. */
export interface Settings {
  /** The least sure calls that are reported: `possible`, `likely` (unless set) or `certain`. */
  readonly minimumConfidence: Confidence;
  /** External-id field of an object, such as `{ Payment__c: 'Reference__c' }`: what creates are rewritten to upsert by. */
  readonly externalIds: Readonly<Record<string, string>>;
  /** Whether test files are looked at too; not unless set. */
  readonly tests: boolean;
}

/** The key under which ESLint keeps these settings, and the namespace of the rules. */
export const NAMESPACE = 'salesforce-resilience';

/** The levels of confidence, the least sure first. */
export const CONFIDENCES: readonly Confidence[] = ['possible', 'likely', 'certain'];

/** What holds where a project sets nothing. */
export const DEFAULT_SETTINGS: Settings = { minimumConfidence: 'likely', externalIds: {}, tests: false };

const known = new WeakMap<object, Settings>();

/**
 * The settings of a project, checked.
 *
 * @param given - The value of `settings['salesforce-resilience']`.
 * @throws {TypeError} naming the key and what is allowed, when a key is unknown or a value has the wrong type.
 */
export function settingsOf(given: unknown): Settings {
  if (given === undefined) return DEFAULT_SETTINGS;
  if (!isRecord(given)) throw new TypeError(`settings['${NAMESPACE}'] must be an object.`);
  const cached = known.get(given);
  if (cached) return cached;
  const settings = check(given);
  known.set(given, settings);
  return settings;
}

function check(given: Readonly<Record<string, unknown>>): Settings {
  const allowed = Object.keys(DEFAULT_SETTINGS);
  for (const key of Object.keys(given)) {
    if (!allowed.includes(key)) {
      throw new TypeError(`settings['${NAMESPACE}'] has no key '${key}'. Allowed: ${allowed.join(', ')}.`);
    }
  }
  const { minimumConfidence, externalIds, tests } = { ...DEFAULT_SETTINGS, ...given };
  const confidence = CONFIDENCES.find((level) => level === minimumConfidence);
  if (!confidence) {
    throw new TypeError(`settings['${NAMESPACE}'].minimumConfidence must be one of ${CONFIDENCES.join(', ')}.`);
  }
  if (!isRecord(externalIds) || !isFieldTable(externalIds)) {
    throw new TypeError(
      `settings['${NAMESPACE}'].externalIds must map object names to field names, such as { Payment__c: 'Reference__c' }.`,
    );
  }
  if (typeof tests !== 'boolean') throw new TypeError(`settings['${NAMESPACE}'].tests must be true or false.`);
  return { minimumConfidence: confidence, externalIds, tests };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFieldTable(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, string>> {
  return Object.values(value).every((field) => typeof field === 'string' && /^[A-Za-z]\w*$/.test(field));
}
