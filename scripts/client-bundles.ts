import path from 'node:path';
import type { BuildOptions } from 'esbuild';

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
    minify: true,
    keepNames: true,
    sourcemap: true,
    logLevel: 'warning',
    ...options,
  });
  return [
    bundle('node', 'cjs', { platform: 'node', target: 'node20.19' }),
    bundle('web', 'bundle.js', { platform: 'browser', target: 'es2022' }),
  ];
}
