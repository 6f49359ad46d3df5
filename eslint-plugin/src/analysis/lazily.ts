/**
 * Objects whose members are found out when they are first asked for.
 *
 * @param answers - What finds each of them out, from what an object is about; it is called once for each object.
 * @returns what makes such an object.
 */
export function lazily<About, T extends object>(answers: {
  readonly [Name in keyof T]: (about: About, self: T) => T[Name];
}): (about: About) => T {
  const names = Object.keys(answers) as (keyof T)[];
  // The getters belong to all objects alike: to give each its own costs more than most answers.
  class Lazy {
    readonly about: About;
    readonly found: unknown[] = names.map(() => UNASKED);
    constructor(about: About) {
      this.about = about;
    }
  }
  names.forEach((name, index) => {
    Object.defineProperty(Lazy.prototype, name, {
      get(this: Lazy) {
        if (this.found[index] === UNASKED) this.found[index] = answers[name](this.about, this as never);
        return this.found[index];
      },
    });
  });
  return (about) => new Lazy(about) as never;
}

const UNASKED = Symbol('unasked');
