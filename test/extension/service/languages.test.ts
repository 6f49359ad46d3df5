import { TextDocument } from 'vscode-languageserver-textdocument';
import { expect, it } from 'vitest';
import { open } from './service-of.ts';

const READ = 'fetch(`${org}/services/data/v60.0/limits`, { signal });';

it.each([
  ['js', 'a.js', 1],
  ['typescript-ts', 'a.mts', 1],
  ['javascript', 'a', 1],
  ['javascript', 'Code.gs', 1],
  ['google-apps-script', 'Code.gs', 1],
  ['markdown', 'a.md', 0],
])('a document in %s called %s is looked at, or not', (language, name, count) => {
  const { service } = open(READ, 'other.js');
  const document = TextDocument.create(`file:///project/${name}`, language, 1, READ);
  expect(service.diagnostics(document)).toHaveLength(count);
});
