/** What stands for something that the harness knows, by its place in a URL or a header. */
export type Role =
  | 'authorization'
  | 'connection'
  | 'external id field'
  | 'host'
  | 'key'
  | 'object'
  | 'origin'
  | 'record'
  | 'token'
  | 'version'
  | 'version number';

/** What a kind of value a function takes it for. */
export type Kind = 'date' | 'flag' | 'function' | 'list' | 'number' | 'object' | 'text';

/** What a function does with a value it is given: as much as is needed to make one up. */
export interface Shape {
  /** The name of the parameter or the property. */
  readonly name: string;
  readonly members: Map<string, Shape>;
  /** Of each item of a list. */
  element?: Shape;
  kind?: Kind;
  role?: Role | undefined;
  /** The field of Salesforce that it goes to. */
  field?: string;
  /** A value that it may have, as code, where its type lists them. */
  literal?: string;
  /** It may be left out. */
  isOptional?: boolean;
  /** Its type is declared elsewhere, so that what is made up may lack something. */
  isForeign?: boolean;
}

/** A value of which nothing is known yet. */
export function newShape(name: string): Shape {
  return { name, members: new Map() };
}

/** A property of a value, which it has from now on. */
export function memberOf(shape: Shape, name: string): Shape {
  const known = shape.members.get(name) ?? newShape(name);
  shape.members.set(name, known);
  return known;
}

/** What each item of a list is, which the value is from now on. */
export function elementOf(shape: Shape): Shape {
  shape.kind = 'list';
  shape.element ??= newShape(shape.name.replace(/s$/, ''));
  return shape.element;
}
