import { describe, expect, it } from 'vitest';
import { action, applied, open, type Surroundings, titles } from '../service-of.ts';

const READ = `import { org } from './config';

export const limits = () => ‸fetch(\`\${org}/services/data/v60.0/limits\`, { signal });
`;
const LIBRARY = { 'package.json': '{}', 'src/lib/format-date.ts': '' };

describe('the actions of a call that nothing repeats', () => {
  it('begin with a client for the whole project, then for the file, then comments', () => {
    const opened = open(READ, 'src/limits.ts', { files: LIBRARY, features: { commands: true } });
    expect(titles(opened)).toEqual([
      'Create src/lib/salesforce-fetch.ts with the resilient client and send this call through it.',
      'Insert the resilient client into this file and send the call through it.',
      'Copy a review comment about this call.',
      'Disable require-retry for this line.',
      'Disable require-retry for the whole file.',
      'Generate an outage test for limits.',
    ]);
    const preferred = opened.service.codeActions(opened.document, opened.marked).map(({ isPreferred }) => isPreferred);
    expect(preferred).toEqual([true, undefined, undefined, undefined, undefined, undefined]);
  });

  it('are those of the kinds that are asked for', () => {
    const opened = open(READ, 'src/limits.ts', { files: LIBRARY });
    expect(titles(opened, ['source'])).toEqual(['Fix all Salesforce calls in this file that can be fixed in place.']);
    expect(titles(opened, ['source.fixAll.eslint'])).toEqual([]);
    expect(titles(opened, ['refactor'])).toEqual(['Generate an outage test for limits.']);
    expect(titles(opened, ['quickfix'])).toEqual(titles(opened));
  });

  it('are there wherever the cursor is in the call, and nowhere else', () => {
    const lines = READ.replace('‸fetch', 'fetch');
    expect(titles(open(lines.replace('/limits`', '/li‸mits`')))).toContain('Disable require-retry for this line.');
    expect(titles(open(lines.replace('export', '‸export')))).toEqual([]);
  });

  it('each leave a text that parses, and nothing to find where they fix', () => {
    const around: Surroundings = { files: LIBRARY };
    for (const title of titles(open(READ, 'src/limits.ts', around)).filter((one) => !one.startsWith('Disable'))) {
      const opened = open(READ, 'src/limits.ts', around);
      expect([title, applied(opened, action(opened, title)).left]).toEqual([title, []]);
    }
  });
});
