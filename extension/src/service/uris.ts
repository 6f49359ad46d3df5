/** The part of a URI before its path: `file://`, `vscode-vfs://github`, `untitled:`. */
const ROOT = /^[a-z][a-z\d+.-]*:(?:\/\/[^/]*)?/i;

/**
 * The path of a document, as the analysis names files: absolute, with forward slashes, on Windows `C:/a/b.ts`. Of a virtual
 * workspace it is the path within it.
 */
export function pathOf(uri: string): string {
  const root = ROOT.exec(uri)?.[0] ?? '';
  const path = decoded(uri.slice(root.length).replace(/[?#].*$/, ''));
  const share = /^file:\/\/([^/]+)$/i.exec(root)?.[1];
  if (share !== undefined) return `//${share}${path}`;
  return path.replace(/^\/([a-z]):/i, (_, drive: string) => `${drive.toUpperCase()}:`);
}

/**
 * The URI of a file beside a document: same scheme, same authority.
 *
 * @param like - The URI of a document of the same workspace. Its own path gives back this very URI.
 */
export function uriOf(path: string, like: string): string {
  if (path === pathOf(like)) return like;
  const root = ROOT.exec(like)?.[0] ?? 'file://';
  const within = path.startsWith('//') ? path.replace(/^\/\/[^/]+/, '') : path;
  const absolute = /^[A-Z]:/.test(within) ? `/${within.charAt(0).toLowerCase()}${within.slice(1)}` : within;
  return root + absolute.split('/').map(encodeURIComponent).join('/');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A lone percent sign is one.
    return path;
  }
}
