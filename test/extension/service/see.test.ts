import { describe, expect, it } from 'vitest';
import type { Exposure } from '../../../extension/src/protocol/requests.ts';
import { open, type Surroundings } from './service-of.ts';

const CREATE = "fetch(`${org}/services/data/v60.0/sobjects/Payment__c`, { method: 'POST', body })";
const READ = 'fetch(`${org}/services/data/v60.0/limits`)';
const UPSERT = "fetch(`${org}/services/data/v60.0/sobjects/Payment__c/Key__c/${key}`, { method: 'PATCH', body })";

describe('a hover', () => {
  /** What it says, without the links at its end. */
  const hover = (text: string, around?: Surroundings): string | undefined => {
    const { service, document, marked } = open(text, 'src/pay.js', around);
    const shown = service.hover(document, marked.start);
    if (!shown) return undefined;
    const { value } = shown.contents as { value: string };
    expect(value).toMatch(/\n\n(?:\[([\w-]+)\]\(https:[^\s)]+\/\1\.md\)(?: · |$))+$/);
    return value.slice(0, value.lastIndexOf('\n\n'));
  };

  it('says what becomes of a create that nothing repeats', () => {
    expect(hover(`await ‸${CREATE}`))
      .toBe(`**Creates a \`Payment__c\` record** · \`POST /services/data/v60.0/sobjects/Payment__c\`

- Not idempotent: sending it twice creates the record twice.
- **503**: it is an answer like any other, and nothing sends it again: the record is never created.
- **Lost answer**: nobody can tell whether the record was created.
- **401**: nothing logs in again: an expired session fails the call.
- **At most**: 1 attempt.`);
  });

  it('says the same after other files have changed', () => {
    const { service, document, marked } = open(`await ‸${CREATE}`, 'src/pay.js', { files: {} });
    const before = service.hover(document, marked.start);
    service.filesChanged();
    expect(before).not.toBeNull();
    expect(service.hover(document, marked.start)).toEqual(before);
  });

  it('says what repeats a call, where, and how often', () => {
    const loop = `const TIMES = 4;
for (let i = 0; i < TIMES; i++) {
  try {
    const response = await ‸${CREATE};
    if (response.ok) break;
  } catch {}
}`;
    expect(hover(loop)).toBe(`**Creates a \`Payment__c\` record** · \`POST /services/data/v60.0/sobjects/Payment__c\`

- Not idempotent: sending it twice creates the record twice.
- **503**: the loop around it sends it again (line 2).
- **Lost answer**: it is sent again, and the record is created twice.
- **401**: whether somebody logs in again is not known here.
- **Retry-After**: not read, so that the next attempt may come too early.
- **At most**: 4 attempts.`);
  });

  it('says of an upsert that it may be repeated', () => {
    const said = hover(`import pRetry from 'p-retry';
const upsert = () => pRetry(async () => {
  const response = await ‸${UPSERT};
  if (!response.ok) throw new Error('failed');
}, { retries: 5 });`);
    expect(said).toContain('**Creates or updates a `Payment__c` record by its external id**');
    expect(said).toContain('- Idempotent: sending it twice leaves the same as sending it once.');
    expect(said).toContain('- **503**: the retry around it sends it again (line 2).');
    expect(said).toContain('- **Lost answer**: it is sent again.');
    expect(said).toContain('- **At most**: 6 attempts.');
  });

  it('says why a retry is in vain', () => {
    const said = hover(
      `for (let i = 0; i < 3; i++) {
  try { return await ‸${READ}; } catch { await sleep(1000); }
}`.replace(/^/, 'async function limits() {\n') + '\n}',
    );
    expect(said).toContain('The retry (line 2) waits for an exception.');
    expect(said).toContain('whatever needs the answer fails with it');
  });

  it('says what the resilient client does', () => {
    const said = hover(`const salesforceFetch = createSalesforceFetch({ totalTimeoutMs: 300_000 });
await ‸${CREATE.replace('fetch', 'salesforceFetch')}`);
    expect(said).toContain('- **503**: the client itself sends it again.');
    expect(said).toContain('rather than created twice');
    expect(said).toContain('- **401**: it logs in again where `refreshToken` is given, and sends it once more.');
    expect(said).toContain('- **Retry-After**: honoured; too long a wait fails at once.');
    expect(said).toContain('- **At most**: 5 minutes in all, its waiting included.');
  });

  it('says what is not known', () => {
    expect(hover(`await retry(() => ‸${READ})`)).toMatch(/- \*\*503\*\*: not known: .+\./);
  });

  it('is there on what is called only, and not when it is off', () => {
    expect(hover(`await ${READ.replace('limits', 'li‸mits')}`)).toBeUndefined();
    expect(hover(`await ‸${READ}`, { settings: { hover: { enable: false } } })).toBeUndefined();
    expect(hover('await ‸fetch(`https://example.com/limits`)')).toBeUndefined();
  });
});

describe('code lenses', () => {
  const FILE = `export async function pay(org, body) {
  await ${READ};
  return [1, 2].map(() => ${CREATE});
}

const limits = async () => {
  await ${READ};
};

const safe = () => other();
`;
  const ON = { codeLens: { enable: true } };

  it('count what is exposed above each function', () => {
    const { service, document } = open(FILE, 'a.js', { settings: ON, features: { commands: true } });
    expect(
      service.codeLenses(document).map(({ range, command }) => [range.start.line, command?.title, command?.command]),
    ).toEqual([
      [0, '2 calls are lost on a 503 · Fix', 'salesforceResilience.fixAt'],
      [5, '1 call is lost on a 503 · Fix', 'salesforceResilience.fixAt'],
      [0, 'Generate outage test', 'salesforceResilience.generateOutageTest'],
    ]);
    expect(service.codeLenses(document)[1]?.command?.arguments).toEqual([
      { uri: document.uri, range: { start: { line: 6, character: 8 }, end: { line: 6, character: 13 } } },
    ]);
  });

  it('run the outage test of a function that has one', () => {
    const around = { settings: ON, files: { 'a.pay.outage.test.js': '' } };
    const { service, document } = open(FILE, 'a.js', { ...around, features: { commands: true } });
    expect(service.codeLenses(document).at(-1)).toEqual({
      range: { start: { line: 0, character: 7 }, end: { line: 0, character: 7 } },
      command: {
        title: 'Run outage test',
        command: 'salesforceResilience.runOutageTest',
        arguments: [{ uri: document.uri, range: { start: { line: 0, character: 7 }, end: { line: 0, character: 7 } } }],
      },
    });
  });

  it('are text for clients without the command, and off unless asked for', () => {
    const { service, document } = open(FILE, 'a.js', { settings: ON });
    expect(service.codeLenses(document)[1]?.command).toEqual({ title: '1 call is lost on a 503', command: '' });
    const off = open(FILE, 'a.js');
    expect(off.service.codeLenses(off.document)).toEqual([]);
  });
});

describe('the calls of a document', () => {
  it('say what is sent, what repeats it and where', () => {
    const { service, document } = open(`class Payments {\n  async create() {\n    await ${CREATE};\n  }\n}\n`, 'a.js');
    expect(service.calls(document)).toEqual([
      {
        location: {
          uri: document.uri,
          range: { start: { line: 2, character: 10 }, end: { line: 2, character: 15 } },
        },
        label: 'POST Payment__c',
        detail: 'fetch, nothing repeats it',
        exposure: 'lost',
        within: 'create',
      },
    ]);
  });

  const looped = (call: string, pause = ''): string =>
    `for (let i = 0; i < 3; i++) { const r = await ${call}; if (r.ok) break; ${pause} }`;
  it.each<[Exposure, string]>([
    ['lost', READ],
    ['duplicated', looped(CREATE)],
    ['early', looped(READ)],
    ['unknown', `retry(() => ${READ})`],
    [
      'safe',
      `const salesforceFetch = createSalesforceFetch();\nsalesforceFetch(\`\${org}/services/data/v60.0/limits\`);`,
    ],
  ])('are %s', (exposure, text) => {
    const { service, document } = open(text, 'a.js');
    expect(service.calls(document).map((call) => call.exposure)).toEqual([exposure]);
  });

  it('leave out what is not sure enough', () => {
    const maybe = 'axios.get(`${instanceUrl}/anything`, { headers: { Authorization: `Bearer ${t}` } });';
    const { service, document } = open(`import axios from 'axios';\n${maybe}`, 'a.js', {
      settings: { minimumConfidence: 'certain' },
    });
    expect(service.calls(document)).toEqual([]);
  });
});

describe('a review comment', () => {
  const comment = (text: string, around?: Surroundings): string | undefined => {
    const { service, document, marked } = open(text, 'src/pay.js', around);
    return service.reviewComment(document, marked.start);
  };

  it('says what happens and why, and suggests the changed lines', () => {
    const text = `import { org } from './config';\n\nexport const pay = (body) => {\n  return ‸${READ};\n};\n`;
    expect(comment(text)?.replaceAll(/\(https:[^)]+\)/g, '(page)'))
      .toBe(`Nothing repeats this GET to /services/data/v60.0/limits after a failure: a single 503 from Salesforce and whatever needs the answer fails with it.

The rule requires that something repeats a Salesforce call after a 503 ([require-retry](page)).

Send the call through salesforceFetch, the resilient client of this file.

\`\`\`suggestion
  return salesforceFetch(\`\${org}/services/data/v60.0/limits\`);
\`\`\`

It also needs, at the top of the file:

\`\`\`
import { salesforceFetch } from './salesforce-fetch';
\`\`\``);
  });

  it('holds the lines of a call that is changed in several', () => {
    const said = comment(`‸fetch(\`\${org}/services/data/v60.0/sobjects/Payment__c\`, {
  method: 'POST',
  body: JSON.stringify({ Order_Id__c: id, Amount__c: 1 }),
});`);
    expect(said).toContain(`\`\`\`suggestion
fetch(\`\${org}/services/data/v60.0/sobjects/Payment__c/Order_Id__c/\${encodeURIComponent(id)}\`, {
  method: 'PATCH',
  body: JSON.stringify({ Amount__c: 1 }),
\`\`\``);
  });

  it('suggests no lines where the change is in several places', () => {
    const far = `const url = \`\${org}/services/data/v60.0/sobjects/Payment__c\`;
${'work();\n'.repeat(20)}‸fetch(url, { method: 'POST', body: JSON.stringify({ Order_Id__c: id }) });
`;
    expect(comment(far)?.split('\n\n').slice(2)).toEqual([
      'Send it as an upsert: PATCH by the external id Order_Id__c, which a repetition updates.',
      'It changes several places: take the quick fix in the editor.',
    ]);
    expect(comment(far.replace('work();\n'.repeat(20), 'work();\n'))).toContain('```suggestion\nconst url = ');
  });

  it('leaves code out that is too long to read', () => {
    const own = "import { fetch as send } from 'undici';\nawait ‸send(`${org}/services/data/v60.0/limits`);\n";
    const said = comment(own)?.split('\n\n').slice(3) ?? [];
    expect(said[0]).toBe('```suggestion\nawait salesforceFetch(`${org}/services/data/v60.0/limits`);\n```');
    expect(said[1]).toMatch(
      /^The code that this needs at the top of the file \(\d{3} lines\) is put there by the quick fix\.$/,
    );
  });

  it('is about the finding that is meant, else about the gravest one', () => {
    const { service, document, marked } = open(`‸${READ};`, 'src/pay.js');
    const pageOf = (rule?: string): string | undefined =>
      /\(\[([\w-]+)\]/.exec(service.reviewComment(document, marked.start, rule) ?? '')?.[1];
    expect(pageOf()).toBe('require-retry');
    expect(pageOf('require-timeout')).toBe('require-timeout');
    expect(pageOf('require-idempotent-write')).toBeUndefined();
  });

  it('is none where nothing is found', () => {
    expect(comment(`‸other();\n${READ};`)).toBeUndefined();
  });
});
