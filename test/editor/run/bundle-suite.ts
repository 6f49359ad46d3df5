import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Plugin, build } from 'esbuild';

const suite = path.resolve(import.meta.dirname, '../suite/index.ts');
const { resolve } = createRequire(import.meta.url);

/** Mocha's browser build is a CommonJS file in a package of modules: esbuild would take it for a module. */
const mochaAsCommonJs: Plugin = {
  name: 'mocha-as-commonjs',
  setup(bundle) {
    bundle.onResolve({ filter: /^mocha\/mocha\.js$/ }, (args) => ({ path: resolve(args.path), namespace: 'commonjs' }));
    bundle.onLoad({ filter: /./, namespace: 'commonjs' }, async (args) => ({
      contents: await readFile(args.path, 'utf8'),
      loader: 'js',
    }));
  },
};

/**
 * Bundles the suite into the one CommonJS file that every extension host can load, a web worker too.
 * @returns the file
 */
export async function bundleSuite(folder: string, entry = suite): Promise<string> {
  const outfile = path.join(folder, 'suite.cjs');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'browser',
    target: 'es2022',
    external: ['vscode', 'node:child_process'],
    plugins: [mochaAsCommonJs],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
