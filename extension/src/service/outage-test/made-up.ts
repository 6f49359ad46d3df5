import type { Role, Shape } from './shape.ts';

/** What values are made up with. */
export interface Names {
  /** The field of the external id, where there is one. */
  readonly keyField: string | undefined;
}

/** A value for a parameter, as code; TOKEN, KEY and record are names of the test. */
export function madeUp(shape: Shape, names: Names, isTypescript: boolean): string {
  const value = valueOf(shape, names);
  return isTypescript && isForeignIn(shape) ? `${value} as never` : value;
}

function valueOf(shape: Shape, names: Names): string {
  const { literal, kind, members, element, role } = shape;
  if (literal !== undefined) return literal;
  if (role === 'connection') return BY_ROLE.connection;
  if (role === 'external id field' && names.keyField !== undefined) return `'${names.keyField}'`;
  if (members.size > 0 && kind !== 'list') return objectOf(shape, names);
  if (kind === 'list') return element ? `[${valueOf(element, names)}]` : '[]';
  if (kind === 'function') return /token$/i.test(shape.name) ? 'async () => TOKEN' : '() => undefined';
  if (kind === 'date') return "new Date('2026-01-08T14:00:00Z')";
  if (kind === 'flag') return 'true';
  if (role !== undefined && kind !== 'object') return BY_ROLE[role];
  if (names.keyField !== undefined && shape.field === names.keyField) return 'KEY';
  if (kind === 'object') return `{ ${names.keyField ?? 'Name'}: KEY }`;
  if (kind === 'number') return '100';
  const named = byName(shape);
  return kind === 'text' && /^(?:\d|true$)/.test(named) ? `'${named}'` : named;
}

const BY_ROLE: Readonly<Record<Role, string>> = {
  authorization: '`Bearer ${TOKEN}`',
  connection:
    "new jsforce.Connection({ instanceUrl: 'https://acme.my.salesforce.com', accessToken: TOKEN, version: '60.0' })",
  'external id field': "'Reference__c'",
  host: "'acme.my.salesforce.com'",
  key: 'KEY',
  object: "'Payment__c'",
  origin: "'https://acme.my.salesforce.com'",
  record: 'record.id',
  token: 'TOKEN',
  version: "'v60.0'",
  'version number': "'60.0'",
};

function objectOf(shape: Shape, names: Names): string {
  const needed = [...shape.members.values()].filter(({ isOptional = false }) => !isOptional);
  const inner = needed.map((member) => `${propertyName(member.name)}: ${valueOf(member, names)}`);
  return inner.length > 0 ? `{ ${inner.join(', ')} }` : '{}';
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
}

/** The key that a test signs with. */
export const PRIVATE_KEY = 'PRIVATE_KEY';

/** What names say where nothing else does. */
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/(?:token|session(?:_?id)?)$/i, 'TOKEN'],
  [/^(?:auth(?:orization)?(?:_?header)?)$/i, '`Bearer ${TOKEN}`'],
  [/(?:url|uri|origin|endpoint|instance|domain)$/i, "'https://acme.my.salesforce.com'"],
  [/host(?:name)?$/i, "'acme.my.salesforce.com'"],
  [/(?:soql|query)$/i, "'SELECT Id FROM Payment__c LIMIT 1'"],
  [/(?:s?object(?:_?(?:name|type))?|entity)$/i, "'Payment__c'"],
  [/version$/i, "'v60.0'"],
  [/(?:amount|price|total|count|quantity|qty|size|limit|age|rate|seconds|minutes|days|ms)$/i, '100'],
  [/^(?:is|has|should|can)[A-Z_]/, 'true'],
  [/e-?mail(?:_?address)?$/i, "'ada@example.com'"],
  [/(?:date|time|_at|At)$/, "'2026-01-08T14:00:00Z'"],
  [/phone/i, "'+44 20 7946 0000'"],
  [/last_?name$/i, "'Lovelace'"],
  [/first_?name$/i, "'Ada'"],
];

function byName({ name }: Shape): string {
  const known = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  return known ?? `'${name.replaceAll(/[^\w-]/g, '')}-1'`;
}

/** Whether what is made up may lack something that a type elsewhere asks for. */
function isForeignIn({ isForeign = false, members, element }: Shape): boolean {
  return isForeign || [...members.values()].some(isForeignIn) || (element !== undefined && isForeignIn(element));
}

/** A value for a variable of the environment, by its name; PRIVATE_KEY is a name of the test. */
export function environmentValue(name: string): string {
  if (/PRIVATE_?KEY/i.test(name)) return PRIVATE_KEY;
  if (/TOKEN|SESSION/i.test(name)) return 'TOKEN';
  if (/HOST|DOMAIN/i.test(name) && !/URL/i.test(name)) return "'acme.my.salesforce.com'";
  if (/URL|URI|INSTANCE|ENDPOINT|ORIGIN|AUDIENCE|AUD$|LOGIN$|ORG$/i.test(name))
    return "'https://acme.my.salesforce.com'";
  if (/VERSION/i.test(name)) return "'v60.0'";
  return `'${name.toLowerCase().replaceAll('_', '-')}'`;
}
