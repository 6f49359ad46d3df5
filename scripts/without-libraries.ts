import type { Plugin } from 'esbuild';

/** Leaves out of a bundle which globals each edition of the standards declares, 1 MB of it: the host asks for none of them. */
export const withoutLibraries: Plugin = {
  name: 'without-libraries',
  setup(builder) {
    builder.onResolve({ filter: /^\.{1,2}\/lib$/ }, ({ importer }) =>
      /scope-manager[\\/]dist[\\/]/.test(importer) ? { path: 'lib', namespace: 'without-libraries' } : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: 'without-libraries' }, () => ({
      contents: 'exports.lib = new Map();',
      loader: 'js',
    }));
  },
};
