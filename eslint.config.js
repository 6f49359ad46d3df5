import eslintPlugin from 'eslint-plugin-eslint-plugin';
import resilience from 'eslint-plugin-salesforce-resilience';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Imports that a room must not have: the architecture as a lint rule. */
const never = (message, ...patterns) => ({
  'no-restricted-imports': ['error', { patterns: [{ group: patterns, message, allowTypeImports: true }] }],
});

export default defineConfig(
  {
    ignores: [
      '**/dist/',
      'test/demo/payments.*',
      'test/fixtures/',
      'extension/walkthrough/',
      '**/*.generated.ts',
      'snippets/generated/',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['vitest.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Node types are compared with their names: the enum behind them would be code to load at run time.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // The followed code is left by throwing a Jump, which is no Error.
      '@typescript-eslint/only-throw-error': ['error', { allow: [{ from: 'file', name: 'Jump' }] }],
      // `void` as a return type says that a visitor may also answer nothing.
      '@typescript-eslint/no-invalid-void-type': 'off',
      'max-lines': ['error', { max: 250, skipComments: true, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
    },
  },
  { files: ['**/*.ts', '**/*.js', '**/*.mjs'], extends: [resilience.configs.strict] },
  { files: ['**/*.js', '**/*.mjs'], languageOptions: { globals: { console: 'readonly', process: 'readonly' } } },
  {
    files: ['eslint-plugin/src/rules/**', 'eslint-plugin/src/rule/define-rule.ts'],
    extends: [eslintPlugin.configs.recommended],
  },
  {
    files: ['snippets/src/**'],
    // What people paste may be made of several files of its own, and of nothing else, not even for types.
    // A server is by nature one of Node.
    ignores: ['snippets/src/outage/server/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: String.raw`^(?!\.{1,2}/)`, message: 'Snippets have no dependencies.' }] },
      ],
    },
  },
  {
    files: ['eslint-plugin/src/analysis/**'],
    rules: never(
      'The analysis knows no host, no rules and no fixes.',
      'eslint',
      'eslint/*',
      'typescript',
      'node:*',
      '**/rules/*',
      '**/rule/*',
      '**/fix/*',
    ),
  },
  {
    files: ['extension/src/service/**', 'extension/src/protocol/**'],
    rules: never(
      'The service is pure: no connection, no editor, no disk.',
      'eslint',
      'eslint/*',
      'node:*',
      'vscode',
      'vscode-languageserver',
      'vscode-languageserver/*',
      'vscode-languageclient',
      'vscode-languageclient/*',
    ),
  },
  {
    files: ['eslint-plugin/src/fix/**'],
    rules: never(
      'A fix knows the analysis and the templates only.',
      'eslint',
      'eslint/*',
      'node:*',
      '**/rules/*',
      '**/rule/*',
    ),
  },
  {
    files: ['eslint-plugin/src/rules/**'],
    ignores: ['eslint-plugin/src/rules/index.ts'],
    rules: never('Rules are pure: no host, and no other rule.', 'eslint', 'eslint/*', 'node:*', './*'),
  },
  {
    files: ['extension/src/host/**'],
    rules: never('The lean host runs in a browser, too.', 'eslint', 'eslint/*', 'typescript', 'vscode*', 'node:*'),
  },
  {
    files: ['extension/src/client/**'],
    ignores: ['extension/src/client/node/**'],
    rules: never(
      'The client of the editor knows the protocol only: the rest is the work of the server.',
      'eslint',
      'eslint/*',
      'node:*',
      'eslint-plugin-salesforce-resilience*',
      '**/host/*',
      '**/service/*',
      '**/server/*',
    ),
  },
  {
    files: ['test/**'],
    rules: {
      // Suites are long lists of cases, and assertions on what may be missing speak for themselves.
      'max-lines': ['error', { max: 300, skipComments: true, skipBlankLines: true }],
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
