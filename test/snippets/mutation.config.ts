import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** The tests of the client as Stryker runs them, on the copy of the sources that it has changed. */
export default defineConfig({
  resolve: {
    alias: [
      {
        find: /^@salesforce-resilience\/snippets\/client$/,
        replacement: path.resolve(import.meta.dirname, '../../snippets/src/client/salesforce-fetch.ts'),
      },
      {
        find: /^@salesforce-resilience\/snippets\/client\/(.+)$/,
        replacement: path.resolve(import.meta.dirname, '../../snippets/src/client/$1.ts'),
      },
    ],
  },
  test: {
    // Counting what a test covers makes it slower.
    testTimeout: 8_000,
    include: ['test/snippets/client/**/*.test.ts'],
    // They run what is generated, or take long: others cover the same.
    exclude: ['**/variants.test.ts', '**/thousand-callers.test.ts', '**/node_modules/**'],
  },
});
