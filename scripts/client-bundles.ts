import path from 'node:path';
import type { BuildOptions } from 'esbuild';

/**
 * What makes a bundle small. Names stay, since they appear in logs. Shortening them and keeping what they were (`keepNames`)
 * would have every function that is made say its name: a key stroke took a third longer in the language server.
 */
export const SMALL: BuildOptions = { minifySyntax: true, minifyWhitespace: true };

/**
 * The bundles of the extension's client: one for Node and one for the browser. Both are CommonJS, as VS Code loads them.
 * That of the browser ends in .js, since the oldest VS Code that is supported puts that behind any other ending; and not
 * at the place where the compiler writes the module it is made from.
 */
export function clientBundles(root: string): BuildOptions[] {
  const bundle = (host: 'node' | 'web', ending: string, options: BuildOptions): BuildOptions => ({
    entryPoints: [path.join(root, `extension/src/client/main.${host}.ts`)],
    outfile: path.join(root, `extension/dist/client/main.${host}.${ending}`),
    bundle: true,
    format: 'cjs',
    external: ['vscode'],
    conditions: ['source'],
    ...SMALL,
    sourcemap: true,
    logLevel: 'warning',
    ...options,
  });
  return [
    bundle('node', 'cjs', { platform: 'node', target: 'node20.19' }),
    bundle('web', 'bundle.js', { platform: 'browser', target: 'es2022' }),
  ];
}
