/** The part of an absolute path that has no parent: `/`, `C:/`, or the server and share of a network path. */
function rootOf(path: string): string {
  if (path.startsWith('/') && path[1] !== '/') return '/';
  return /^(?:\/\/[^/]+\/[^/]+\/?|[A-Za-z]:\/|\/)/.exec(path)?.[0] ?? '';
}

/** The directory that `path` lies in; a root lies in itself. */
export function dirname(path: string): string {
  const root = rootOf(path);
  const end = path.lastIndexOf('/');
  return end < root.length ? root : path.slice(0, end);
}

/** The last part of `path`. */
export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `path` without `.`, `..`, doubled slashes and a slash at the end. */
export function normalize(path: string): string {
  const root = rootOf(path);
  const rest = path.slice(root.length);
  // Most paths are in order, and taking them apart is what resolving thousands of imports would spend its time on.
  if (!/(?:^|\/)\.{0,2}(?:\/|$)/.test(rest)) return path;
  const parts: string[] = [];
  for (const part of rest.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return root + parts.join('/');
}

/** `path` as seen from `directory`; an absolute `path` stands for itself. */
export function join(directory: string, path: string): string {
  if (rootOf(path)) return normalize(path);
  return normalize(directory.endsWith('/') ? directory + path : `${directory}/${path}`);
}

/** How a module in `directory` names the one at `path`: by a path that begins with `./` or `../`. Both are absolute. */
export function relativeSpecifier(directory: string, path: string): string {
  const [from, to] = [directory.split('/'), path.split('/')];
  let common = 0;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common += 1;
  const up = from.slice(common).map(() => '..');
  return [...(up.length > 0 ? up : ['.']), ...to.slice(common)].join('/');
}

/** `directory` and every directory above it, the innermost first. */
export function upwards(directory: string): readonly string[] {
  const all = [directory];
  for (let at = directory, above = dirname(at); above !== at; at = above, above = dirname(at)) all.push(above);
  return all;
}

/** Whether `path` is `directory` or lies within it. */
export function isWithin(path: string, directory: string): boolean {
  if (!path.startsWith(directory)) return false;
  return path.length === directory.length || directory.endsWith('/') || path[directory.length] === '/';
}
