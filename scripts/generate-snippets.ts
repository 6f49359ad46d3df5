/** Writes the snippets of the editor from what is in `snippets/`. `--check` only compares. */
import path from 'node:path';
import { codeSnippets, type EditorSnippet, markdownSnippets } from './editor-snippets.ts';
import { writeGenerated } from './generated.ts';
import { toSnippetBody } from './snippet-body.ts';

const folder = path.resolve(import.meta.dirname, '../extension/snippets');

async function write(language: string, snippets: readonly EditorSnippet[]): Promise<void> {
  const entries = snippets.map(({ name, prefix, description, text, holes }) => {
    return [name, { prefix, description, body: toSnippetBody(text, holes).split('\n') }];
  });
  const file = path.join(folder, `${language}.code-snippets`);
  await writeGenerated(file, JSON.stringify(Object.fromEntries(entries), null, 2));
}

await write('typescript', await codeSnippets('typescript'));
await write('javascript', await codeSnippets('javascript'));
await write('markdown', await markdownSnippets());
