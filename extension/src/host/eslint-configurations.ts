/** The names that a configuration of ESLint has in its folder, versions 8 to 10. */
export const ESLINT_CONFIGURATIONS: readonly string[] = [
  ...['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((extension) => `eslint.config.${extension}`),
  ...['.js', '.cjs', '.json', '.yml', '.yaml', ''].map((extension) => `.eslintrc${extension}`),
];
