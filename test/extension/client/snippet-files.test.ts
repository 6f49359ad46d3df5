import { describe, expect, it } from 'vitest';
import { plainText, readSnippets, snippetFilesFor } from '../../../extension/src/client/snippet-files.ts';

describe('readSnippets', () => {
  it('lists the snippets by name', () => {
    const file = {
      Upsert: { prefix: ['sfupsert', 'sfu'], body: ['a($1);', 'b();'], description: ['By an external id.', 'Safe.'] },
      Client: { prefix: 'sfclient', body: 'c();' },
    };
    expect(readSnippets(JSON.stringify(file), 'typescript')).toEqual([
      { name: 'Client', prefix: 'sfclient', body: 'c();', description: '', language: 'typescript' },
      {
        name: 'Upsert',
        prefix: 'sfupsert',
        body: 'a($1);\nb();',
        description: 'By an external id. Safe.',
        language: 'typescript',
      },
    ]);
  });

  it('says which snippet is not one', () => {
    expect(() => readSnippets('{"Upsert":{"prefix":"sfu"}}', 'typescript')).toThrow(
      "The snippet 'Upsert' needs a prefix and a body.",
    );
    expect(() => readSnippets('[]', 'typescript')).toThrow('A snippet file holds one object.');
  });
});

describe('snippetFilesFor', () => {
  it('gives the files that are contributed for the language', () => {
    const snippets = [
      { language: 'typescript', path: './ts.json' },
      { language: 'javascript', path: './js.json' },
    ];
    expect(snippetFilesFor({ contributes: { snippets } }, 'javascript')).toEqual([snippets[1]]);
    expect(snippetFilesFor({ contributes: { snippets } }, 'python')).toEqual([]);
  });
});

describe('plainText', () => {
  it.each([
    ['await salesforceFetch($1);$0', 'await salesforceFetch();'],
    ['url: "${1:https://example.com}",', 'url: "https://example.com",'],
    ['${1:Reference__c} and ${1} and $1', 'Reference__c and Reference__c and Reference__c'],
    ['${1:fetch(${2:url})}', 'fetch(url)'],
    ['${1|POST,PATCH|} it', 'POST it'],
    ['${1|a\\,b,c|}', 'a,b'],
    ['`\\${base}/x` costs 5$', '`${base}/x` costs 5$'],
    ['{ a: { b: 1 } }', '{ a: { b: 1 } }'],
    ['${TM_FILENAME_BASE:payments}', 'payments'],
    ['${TM_FILENAME/(.*)\\.ts/$1/}!', '!'],
  ])('%s leaves %s', (body, text) => {
    expect(plainText(body)).toBe(text);
  });
});
