import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foundByESLint, foundByHost } from '../../support/both-hosts.ts';

const cwd = path.resolve(import.meta.dirname);
const CREATE =
  "fetch('https://acme.my.salesforce.com/services/data/v60.0/sobjects/Order__c', { method: 'POST', signal });";
const RETRY = 'salesforce-resilience/require-retry';
const WRITE = 'salesforce-resilience/require-idempotent-write';

function found(text: string): string[] {
  const [ours, theirs] = [foundByHost, foundByESLint].map((find) => {
    const all = find({ text, filename: path.join(cwd, 'code.ts'), cwd });
    if (all === 'no parse') throw new Error(text);
    return all.map(({ rule, place, severity }) => `${place.split(':')[0]!} ${rule.split('/')[1]!} ${severity}`);
  });
  expect(ours).toEqual(theirs);
  return ours!;
}

const BOTH = (line: number): string[] => [`${line} require-idempotent-write 2`, `${line} require-retry 2`];

describe('disable comments', () => {
  it.each([
    ['nothing', CREATE, BOTH(1)],
    ['the line before', `// eslint-disable-next-line\n${CREATE}\n${CREATE}`, BOTH(3)],
    ['the same line', `${CREATE} // eslint-disable-line ${RETRY}`, ['1 require-idempotent-write 2']],
    ['a reason', `// eslint-disable-next-line ${RETRY}, ${WRITE} -- the queue repeats it\n${CREATE}`, []],
    [
      'a block',
      `/* eslint-disable ${RETRY} */\n${CREATE}\n/* eslint-enable */\n${CREATE}`,
      ['2 require-idempotent-write 2', ...BOTH(4)],
    ],
    ['a line comment that only blocks may be', `// eslint-disable\n${CREATE}`, BOTH(2)],
    ['rules that nobody knows', `/* eslint-disable no-such-rule */\n${CREATE}`, BOTH(2)],
    ['a severity', `/* eslint ${RETRY}: warn, ${WRITE}: "off" */\n${CREATE}`, ['2 require-retry 1']],
    [
      'the first of two severities',
      `/* eslint ${RETRY}: off */\n/* eslint ${RETRY}: error */\n${CREATE}`,
      ['3 require-idempotent-write 2'],
    ],
    ['numbers without commas', `/* eslint "${RETRY}": 1 "${WRITE}": 0 */\n${CREATE}`, ['2 require-retry 1']],
    ['options that the rule does not have', `/* eslint ${RETRY}: [warn, { a: 1 }] */\n${CREATE}`, BOTH(2)],
    ['several lines', `/* eslint-disable-next-line\n ${RETRY},\n ${WRITE}\n -- why */\n${CREATE}`, []],
  ])('with %s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  const space = fc.constantFrom('', ' ', '\n', '  ');
  const name = fc.constantFrom(RETRY, WRITE, `'${RETRY}'`, `"${WRITE}"`, 'no-console', 'no-such', 'require-retry', '');
  const list = fc.array(name, { maxLength: 3 }).map((names) => names.join(', '));
  const severity = fc.constantFrom(
    'off',
    'warn',
    'error',
    '"warn"',
    "'off'",
    '0',
    '1',
    '2',
    '3',
    '"1"',
    '[1]',
    '["error"]',
    '[error, {}]',
    'Off',
    '[]',
  );
  const pair = fc
    .tuple(fc.constantFrom(RETRY, WRITE, `"${RETRY}"`, 'no-console'), severity)
    .map((both) => both.join(': '));
  // Without commas, ESLint reads what is nearly JSON; of anything else its reader makes what nobody means.
  // A rule that is named twice in one comment is read in several ways, too.
  const ofOneRule = { selector: (both: string) => both.split(':')[0]!.replaceAll('"', '') };
  const numbers = fc.uniqueArray(
    fc.tuple(fc.constantFrom(RETRY, WRITE, `"${RETRY}"`), fc.constantFrom('0', '1', '[2]')),
    { selector: ([rule]) => rule.replaceAll('"', ''), minLength: 1, maxLength: 2 },
  );
  const severities = fc.oneof(
    fc
      .uniqueArray(pair, { ...ofOneRule, minLength: 1, maxLength: 3 })
      .chain((pairs) => fc.constantFrom(pairs.join(', '), pairs.join(','))),
    numbers.map((pairs) => pairs.map((both) => both.join(': ')).join(' ')),
  );
  const reason = fc.constantFrom('', ' -- why', ' --', '-- why', ' --- why, no-console');
  const label = fc.constantFrom(
    'eslint-disable',
    'eslint-enable',
    'eslint-disable-line',
    'eslint-disable-next-line',
    'ESLINT-DISABLE',
    'eslint-disabled',
    'eslint-disable-next',
  );
  const body = fc.oneof(
    fc.tuple(space, label, fc.constantFrom(' ', '\n', '\t'), list, reason, space).map((parts) => parts.join('')),
    fc.tuple(severities, reason).map(([one, why]) => ` eslint ${one}${why} `),
  );
  const comment = fc
    .tuple(body, fc.boolean())
    .map(([said, isLine]) => (isLine ? `//${said.replaceAll('\n', ' ')}\n` : `/*${said}*/`));
  const piece = fc.oneof(comment, fc.constantFrom(CREATE, `${CREATE}\n`, '\n', '\r\n'));

  it('mean what they mean to ESLint, however they are written', () => {
    let silent = 0;
    fc.assert(
      fc.property(fc.array(piece, { minLength: 2, maxLength: 9 }), (pieces) => {
        const text = [...pieces, CREATE].join('');
        if (found(text).length === 0) silent += 1;
      }),
      { numRuns: 400 },
    );
    // By chance 16 of them, give or take 4.
    expect(silent).toBeGreaterThan(0);
  });
});
