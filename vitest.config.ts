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
          // Loading everything anew for each file takes as long as the tests; what a file left behind would fail the next.
          isolate: false,
          // One of two cores would be left idle.
          maxWorkers: '100%',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/editor/real/**',
            'test/extension/server/**',
            'test/faults/faults.test.ts',
            'test/proofs/**',
            'test/snippets/queue/brokers/**',
            'test/snippets/runtimes/**',
            '**/node_modules/**',
          ],
        },
      },
      {
        ...shared,
        // It waits for a server: beside other files, on the same cores, one of its tests has waited in vain.
        test: {
          ...test,
          name: 'server',
          include: ['test/extension/server/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        ...shared,
        // In compressed time a busy machine looks like a slow network, so the proofs have it for themselves.
        test: {
          ...test,
          name: 'proofs',
          include: ['test/proofs/**/*.test.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        ...shared,
        // Brokers, workers and outages mostly wait for one another.
        test: {
          ...test,
          name: 'brokers',
          include: ['test/snippets/queue/brokers/**/*.test.ts'],
          globalSetup: 'test/support/brokers/set-up.ts',
          // The Pub/Sub client would look for the metadata server of a Google machine.
          env: { METADATA_SERVER_DETECTION: 'none', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        ...shared,
        // Beside the brokers, since it mostly waits, too.
        test: {
          ...test,
          name: 'runtimes',
          include: ['test/snippets/runtimes/**/*.test.ts'],
          globalSetup: 'test/snippets/runtimes/set-up.ts',
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        ...shared,
        // A part of the fault matrix: `npm run faults` runs all of it.
        test: { ...test, name: 'faults', include: ['test/faults/faults.test.ts'], sequence: { groupOrder: 3 } },
      },
      {
        ...shared,
        // One VS Code at a time. Its server runs on Linux and macOS; Windows has npm run test:desktop.
        test: {
          ...test,
          name: 'editor',
          include: process.platform === 'win32' ? [] : ['test/editor/real/**/*.test.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
