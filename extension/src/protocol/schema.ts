/** What a value may be: the part of JSON Schema that VS Code's manifest and this project use. */
export interface Schema {
  readonly type: SchemaType | readonly SchemaType[];
  readonly description?: string;
  readonly enum?: readonly (number | string | null)[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** What further keys may hold; `false` where there must be none. */
  readonly additionalProperties?: Schema | false;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

type SchemaType = 'array' | 'boolean' | 'integer' | 'null' | 'object' | 'string';

/**
 * What is wrong with a value, as a sentence; undefined when nothing is.
 *
 * @param where - How the sentence names the value.
 */
export function describeMismatch(value: unknown, schema: Schema, where: string): string | undefined {
  if (schema.enum) return isListed(value, schema.enum) ? undefined : `${where} must be one of ${listed(schema.enum)}.`;
  const types = [schema.type].flat();
  if (!types.some((type) => TESTS[type](value)))
    return `${where} must be ${types.map((type) => NAMES[type]).join(' or ')}.`;
  if (typeof value === 'string') return describeText(value, schema, where);
  if (typeof value === 'number') return describeNumber(value, schema, where);
  if (Array.isArray(value)) return describeItems(value, schema, where);
  return isRecord(value) ? describeKeys(value, schema, where) : undefined;
}

const TESTS: Readonly<Record<SchemaType, (value: unknown) => boolean>> = {
  array: Array.isArray,
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  null: (value) => value === null,
  object: isRecord,
  string: (value) => typeof value === 'string',
};

const NAMES: Readonly<Record<SchemaType, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'null',
  object: 'an object',
  string: 'a text',
};

function describeText(value: string, { minLength = 0, pattern }: Schema, where: string): string | undefined {
  if (value.length < minLength) return `${where} must not be empty.`;
  const matches = pattern === undefined || new RegExp(pattern, 'u').test(value);
  return matches ? undefined : `${where} must match ${pattern}.`;
}

function describeNumber(value: number, { minimum, maximum }: Schema, where: string): string | undefined {
  if (minimum !== undefined && value < minimum) return `${where} must be ${minimum} or more.`;
  return maximum !== undefined && value > maximum ? `${where} must be ${maximum} or less.` : undefined;
}

function describeItems(value: readonly unknown[], { items }: Schema, where: string): string | undefined {
  return items && firstOf(value, (item, index) => describeMismatch(item, items, `${where}[${index}]`));
}

function describeKeys(value: Readonly<Record<string, unknown>>, schema: Schema, where: string): string | undefined {
  const { properties = {}, required = [], additionalProperties } = schema;
  const missing = required.find((key) => value[key] === undefined);
  if (missing !== undefined) return `${where} needs the key '${missing}'.`;
  return firstOf(Object.entries(value), ([key, item]) => {
    const known = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (known === false) return `${where} has no key '${key}'. Allowed: ${Object.keys(properties).join(', ')}.`;
    return known && describeMismatch(item, known, `${where}.${key}`);
  });
}

function firstOf<Item>(items: readonly Item[], describe: (item: Item, index: number) => string | undefined) {
  for (const [index, item] of items.entries()) {
    const problem = describe(item, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isListed(value: unknown, allowed: readonly (number | string | null)[]): boolean {
  return allowed.some((one) => one === value);
}

function listed(allowed: readonly (number | string | null)[]): string {
  return allowed.map((one) => (typeof one === 'string' ? `'${one}'` : String(one))).join(', ');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
