/** Puts something in the place of properties of an object, until the answer is called. */
export function replace(owner: object, parts: Readonly<Record<string, unknown>>): () => void {
  const real = Object.keys(parts).map((name) => [name, Object.getOwnPropertyDescriptor(owner, name)] as const);
  Object.assign(owner, parts);
  return () => {
    for (const [name, descriptor] of real) {
      if (descriptor) Object.defineProperty(owner, name, descriptor);
      else Reflect.deleteProperty(owner, name);
    }
  };
}
