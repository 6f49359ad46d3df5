/**
 * What one value may be: the check answers what is wrong with it, undefined when nothing is.
 *
 * @param where - How the message names the value.
 */
export type Check = (value: unknown, where: string) => string | undefined;

/** A value that may be left out. */
export interface OptionalCheck {
  readonly check: Check;
  readonly optional: true;
}

type Fields = Readonly<Record<string, Check | OptionalCheck>>;

/** What is wrong with an object whose keys may all be left out. */
export function describeProblem(
  value: unknown,
  checks: Readonly<Record<string, Check>>,
  where: string,
): string | undefined {
  const fields = Object.fromEntries(Object.entries(checks).map(([key, check]) => [key, optional(check)]));
  return record(fields)(value, where);
}

/** An object with these keys and no others. */
export function record(fields: Fields): Check {
  return (value, where) => {
    if (!isRecord(value)) return `${where} must be an object.`;
    const allowed = Object.keys(fields);
    for (const key of Object.keys(value)) {
      if (!allowed.includes(key)) return `${where} has no key '${key}'. Allowed: ${allowed.join(', ')}.`;
    }
    for (const [key, field] of Object.entries(fields)) {
      const [check, mayMiss] = typeof field === 'function' ? [field, false] : [field.check, true];
      if (value[key] === undefined && !mayMiss) return `${where} needs the key '${key}'.`;
      const problem = value[key] === undefined ? undefined : check(value[key], `${where}.${key}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** A function by where it is declared, with further keys: one of a package needs the name of the package. */
export function specifier(fields: Fields): Check {
  const check = record({
    from: oneOf('file', 'package'),
    name: text,
    package: optional(text),
    path: optional(text),
    ...fields,
  });
  return (value, where) =>
    check(value, where) ??
    (isRecord(value) && value['from'] === 'package' && value['package'] === undefined
      ? `${where} needs the key 'package'.`
      : undefined);
}

/** A list whose items all pass `check`. */
export function listOf(check: Check): Check {
  return (value, where) => {
    if (!Array.isArray(value)) return `${where} must be a list.`;
    for (const [index, item] of value.entries()) {
      const problem = check(item, `${where}[${index}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** A key that may be left out. */
export function optional(check: Check): OptionalCheck {
  return { check, optional: true };
}

/** One of a few values. */
export function oneOf(...values: readonly (number | string)[]): Check {
  return (value, where) =>
    values.includes(value as string) ? undefined : `${where} must be one of ${values.join(', ')}.`;
}

/** A text that is not empty. */
export const text: Check = (value, where) =>
  typeof value === 'string' && value !== '' ? undefined : `${where} must be a text that is not empty.`;

/** A position among arguments. */
export const whole: Check = (value, where) =>
  Number.isInteger(value) && Number(value) >= 0 ? undefined : `${where} must be a position: 0, 1, 2, …`;

/** True or false. */
export const flag: Check = (value, where) =>
  typeof value === 'boolean' ? undefined : `${where} must be true or false.`;

/** A list of HTTP statuses. */
export const numbers: Check = listOf((value, where) =>
  Number.isInteger(value) && Number(value) >= 100 && Number(value) < 600
    ? undefined
    : `${where} must be an HTTP status.`,
);

/** Names of objects, each with the name of a field. */
export const fieldTable: Check = (value, where) =>
  isRecord(value) && Object.values(value).every((field) => typeof field === 'string' && /^[A-Za-z]\w*$/.test(field))
    ? undefined
    : `${where} must map object names to field names, such as { Payment__c: 'Reference__c' }.`;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
