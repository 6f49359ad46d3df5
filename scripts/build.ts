/**
 * Bundles what is loaded as a whole: the plugin becomes one file, which loads three times as fast as its many modules,
 * and so do the analysis for other hosts and the command line. The editor's client and the language server become one file
 * each for Node and for a browser. Declarations come from `tsc -b`. `--watch` stays and builds again after each change.
 */
import path from 'node:path';
import { type BuildOptions, build, context } from 'esbuild';
import { clientBundles, SMALL } from './client-bundles.ts';
import { plainPositions } from './plain-positions.ts';
import { withoutLibraries } from './without-libraries.ts';

const root = path.resolve(import.meta.dirname, '..');

const plugin: BuildOptions = {
  entryPoints: ['index', 'analysis'].map((name) => path.join(root, `eslint-plugin/src/${name}.ts`)),
  outdir: path.join(root, 'eslint-plugin/dist'),
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
};

/** The command line: one file starts in half the time that its packages take to be found. */
const cli: BuildOptions = {
  entryPoints: [path.join(root, 'extension/src/cli/main.ts')],
  outdir: path.join(root, 'extension/dist/cli'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  conditions: ['source'],
  // Packages in CommonJS may ask for what Node has.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  plugins: [withoutLibraries, plainPositions],
  sourcemap: true,
  logLevel: 'warning',
};

/** The language server with all it needs, since an editor installs no packages. */
const server = (entry: string, options: BuildOptions): BuildOptions => ({
  entryPoints: [path.join(root, `extension/src/server/${entry}.ts`)],
  bundle: true,
  conditions: ['source'],
  plugins: [withoutLibraries, plainPositions],
  sourcemap: true,
  ...SMALL,
  logLevel: 'warning',
  ...options,
});

const bundles: readonly BuildOptions[] = [
  plugin,
  cli,
  ...clientBundles(root),
  server('main.node', {
    outfile: path.join(root, 'extension/dist/server/main.node.cjs'),
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    // A CommonJS module knows its place by another name.
    define: { 'import.meta.url': '__url' },
    banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
  }),
  server('main.web', {
    outfile: path.join(root, 'extension/dist/server/main.web.js'),
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    // Only Node asks where the module is.
    define: { 'import.meta.url': 'undefined' },
  }),
];

for (const bundle of bundles) {
  if (process.argv.includes('--watch')) await (await context(bundle)).watch();
  else await build(bundle);
}
