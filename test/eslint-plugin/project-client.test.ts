import { testRule } from '../support/rule-cases.ts';

const READ = 'fetch(`${base}/services/data/v60.0/limits`);';
const FIXED = READ.replace('fetch', 'salesforceFetch');

/** The settings of a project that has a resilient client. */
function having(module: string, name = 'salesforceFetch'): Record<string, unknown> {
  return { 'salesforce-resilience': { client: { module, name } } };
}

interface Case {
  readonly name: string;
  readonly code: string;
  readonly output: string;
  readonly settings: Record<string, unknown>;
  readonly filename?: string;
}

function routed({ name, code, output, settings, filename }: Case): Parameters<typeof testRule>[1]['invalid'][number] {
  const suggestions = [{ messageId: 'useClient', output }];
  return {
    name,
    code,
    settings,
    ...(filename === undefined ? {} : { filename }),
    errors: [{ messageId: 'noRetry', suggestions }],
  };
}

testRule('require-retry', {
  valid: [
    {
      name: 'a call through it',
      code: `import { salesforceFetch } from '@acme/sf';\n${FIXED}`,
      settings: having('@acme/sf'),
    },
    {
      name: 'a call through it, from a path',
      code: `import { send } from '../sf.js';\n${FIXED.replace('salesforceFetch', 'send')}`,
      filename: 'src/deep/load.js',
      settings: having('./src/sf.js', 'send'),
    },
  ],
  invalid: [
    routed({
      name: 'imports it from a package',
      code: `import x from 'x';\n${READ}`,
      output: `import x from 'x';\nimport { salesforceFetch } from '@acme/sf';\n${FIXED}`,
      settings: having('@acme/sf'),
    }),
    routed({
      name: 'imports it by the path from the file',
      code: `import x from 'x';\n${READ}`,
      output: `import x from 'x';\nimport { salesforceFetch } from '../sf.js';\n${FIXED}`,
      settings: having('./src/sf.js'),
      filename: 'src/deep/load.js',
    }),
    routed({
      name: 'imports a default export beside the file',
      code: READ,
      output: `import salesforceFetch from './sf.js';\n\n${FIXED}`,
      settings: having('./src/sf.js', 'default'),
      filename: 'src/load.js',
    }),
    routed({
      name: 'imports it into TypeScript',
      code: `const n: number = 1;\n${READ}`,
      output: `import { salesforceFetch } from '@acme/sf';\n\nconst n: number = 1;\n${FIXED}`,
      settings: having('@acme/sf'),
      filename: 'src/load.ts',
    }),
    routed({
      name: 'requires it where the file is CommonJS',
      code: `const x = require('x');\n${READ}`,
      output: `const x = require('x');\nconst { salesforceFetch } = require('@/lib/sf');\n${FIXED}`,
      settings: having('@/lib/sf'),
    }),
    routed({
      name: 'uses the name that the file imports it by',
      code: `import { salesforceFetch as send } from '@acme/sf';\n${READ}`,
      output: `import { salesforceFetch as send } from '@acme/sf';\n${FIXED.replace('salesforceFetch', 'send')}`,
      settings: having('@acme/sf'),
    }),
    routed({
      name: 'takes another name where the file has that one',
      code: `import x from 'x';\nconst salesforceFetch = x;\n${READ}`,
      output: `import x from 'x';\nimport { salesforceFetch as salesforceFetch2 } from '@acme/sf';\nconst salesforceFetch = x;\n${FIXED.replace('salesforceFetch', 'salesforceFetch2')}`,
      settings: having('@acme/sf'),
    }),
  ],
});
