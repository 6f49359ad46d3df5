import { aboutText } from './texts.ts';

/** A JSON object whose values nobody has checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object that a JSON file contains, comments and trailing commas allowed; undefined when it is none. */
export const jsonIn = aboutText((text) => {
  const plain = text.replace(/^\uFEFF/, '');
  const value = parse(plain) ?? parse(withoutComments(plain));
  return isObject(value) ? value : undefined;
});

/** `value` when it is an object, else an empty one. */
export function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The strings in `value`, which may be one itself. */
export function stringsIn(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item === 'string');
}

/** The own property `name` when it is a string: names such as `constructor` find nothing inherited. */
export function textAt(object: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Strings are matched too, and put back, because `//` and `/*` mean nothing within them: '@/*' is a usual path.
const COMMENT = /("[^"\\\n]*(?:\\.[^"\\\n]*)*")|\/\/[^\n]*|\/\*[^]*?\*\//g;
const TRAILING_COMMA = /("[^"\\\n]*(?:\\.[^"\\\n]*)*")|,(?=\s*[}\]])/g;

function withoutComments(text: string): string {
  return text
    .replace(COMMENT, (_, literal?: string) => literal ?? ' ')
    .replace(TRAILING_COMMA, (_, literal?: string) => literal ?? '');
}
