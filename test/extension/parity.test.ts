import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Case, foundByESLint, foundByHost } from '../support/both-hosts.ts';

const root = path.resolve(import.meta.dirname, '../..');
const SOURCE = /\.[cm]?[jt]sx?$/;

/** Every source file below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => SOURCE.test(file))
    .map((file) => path.join(folder, file));
}

function caseOf(file: string): Case {
  const filename = path.join(root, file);
  return { text: readFileSync(filename, 'utf8'), filename, cwd: path.dirname(filename) };
}

/** Every example of the pages of the rules, in both languages. */
function examples(): [string, Case][] {
  const folder = 'eslint-plugin/docs/rules';
  return readdirSync(path.join(root, folder)).flatMap((page) => {
    const blocks = readFileSync(path.join(root, folder, page), 'utf8').matchAll(/```(js|ts)\n(.*?)```/gs);
    return [...blocks].flatMap(([, , text = ''], index) =>
      ['js', 'ts'].map((extension): [string, Case] => [
        `${page}, example ${index + 1} as ${extension}`,
        { text, filename: path.join(root, `example.${extension}`), cwd: root },
      ]),
    );
  });
}

const files = [...filesIn('test/fixtures'), 'test/demo/payments.js', 'test/demo/payments.ts'];
const snippets = filesIn('snippets/src');

describe('the lean host and ESLint', () => {
  it.each([...files, ...snippets])('find the same in %s', (file) => {
    const found = foundByHost(caseOf(file));
    expect(found).toEqual(foundByESLint(caseOf(file)));
    expect(found).not.toBe('no parse');
  });

  it.each(examples())('find the same in %s', (_, example) => {
    const found = foundByHost(example);
    expect(found).toEqual(foundByESLint(example));
    expect(found).not.toBe('no parse');
  });

  it('find something: two silent hosts would agree, too', () => {
    const counts = files.map((file) => foundByHost(caseOf(file)).length);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(3);
    expect(examples().some(([, example]) => foundByHost(example).length > 0)).toBe(true);
  });
});
