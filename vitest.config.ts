import { defineConfig } from 'vitest/config';

const shared = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
};
// The rule tester defines its cases through global functions.
const test = { globals: true, testTimeout: 30_000 };

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          ...test,
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: ['test/demo/**', 'test/faults/faults.test.ts', '**/node_modules/**'],
        },
      },
      {
        ...shared,
        // In compressed time a busy machine looks like a slow network, so the outages have it for themselves.
        test: {
          ...test,
          name: 'outage',
          include: ['test/demo/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        ...shared,
        // A part of the fault matrix: `npm run faults` runs all of it.
        test: { ...test, name: 'faults', include: ['test/faults/faults.test.ts'], sequence: { groupOrder: 2 } },
      },
    ],
  },
});
