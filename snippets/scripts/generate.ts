/**
 * Writes the templates that the fixes insert: from the sources in `snippets/src`, in TypeScript as they stand and in
 * JavaScript without their types. `--check` writes nothing and fails when what is there differs.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import prettier from 'prettier';
import tsBlankSpace from 'ts-blank-space';
import ts from 'typescript';
import { writeGenerated } from '../../scripts/generated.ts';

const root = path.resolve(import.meta.dirname, '../..');
const CLIENT = path.join(root, 'snippets/src/client/salesforce-fetch.ts');
const TEMPLATES = path.join(root, 'eslint-plugin/src/fix/templates.generated.ts');

/** The text between `// #region name` and its `// #endregion`, both lines included. */
function regionOf(source: string, name: string): string {
  const start = source.indexOf(`// #region ${name}\n`);
  const end = source.indexOf('// #endregion', start);
  if (start < 0 || end < 0) throw new Error(`There is no region '${name}'.`);
  return source.slice(start, end + '// #endregion'.length);
}

/** A function declaration with its comment. */
function functionOf(source: string, name: string): string {
  const file = parse(source);
  const found = file.statements.find((item) => ts.isFunctionDeclaration(item) && item.name?.text === name);
  if (!found) throw new Error(`There is no function '${name}'.`);
  return source.slice(found.getStart(file, true), found.end);
}

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('template.ts', source, { languageVersion: ts.ScriptTarget.ES2023 }, true);
}

/** The same code without types: declarations of types go with their comments, everything else keeps its place. */
async function toJavaScript(source: string): Promise<string> {
  const file = parse(source);
  const types = file.statements.filter((item) => ts.isInterfaceDeclaration(item) || ts.isTypeAliasDeclaration(item));
  const values = types.toReversed().reduce((text, item) => {
    // The marker of the region may stand right before the first type: only its own comment goes with it.
    const start = item.getStart(file, true);
    return text.slice(0, start) + text.slice(item.end).replace(/^\n+/, '');
  }, source);
  const blanked = tsBlankSpace(values).replace(/^[ \t]+$/gm, '');
  const options = await prettier.resolveConfig(CLIENT);
  return (await prettier.format(blanked, { ...options, parser: 'babel' })).trimEnd();
}

/** Puts the documented members of the options type into the JSDoc of the factory, since JavaScript has no interface. */
function withOptionsDocumented(javascript: string, typescript: string): string {
  const options = parse(typescript).statements.find(ts.isInterfaceDeclaration);
  const lines = [...(options?.members ?? [])]
    .filter((member) => ts.isPropertySignature(member))
    .flatMap((member) => {
      const [doc] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
      const said = typeof doc?.comment === 'string' ? doc.comment.replaceAll(/\s+/g, ' ') : '';
      return wrapped(`@param {${member.type?.getText() ?? '*'}} [options.${member.name.getText()}] ${said}`);
    });
  const params = [' * @param {object} [options] Every duration is in milliseconds.', ...lines].join('\n');
  return javascript.replace(/^ \* @throws \{SalesforceError\}/m, (match) => `${params}\n${match}`);
}

/** A JSDoc tag on lines of at most 120 characters. */
function wrapped(tag: string): string[] {
  return tag.split(' ').reduce<string[]>(
    (lines, word) => {
      const last = lines.pop() ?? '';
      return `${last} ${word}`.length > 120 ? [...lines, last, ` *   ${word}`] : [...lines, `${last} ${word}`];
    },
    [' *'],
  );
}

/** The top-level names that a template declares; a fix renames those that a file already has. */
function namesOf(source: string): string[] {
  return parse(source).statements.flatMap((item) => {
    const named = ts.isFunctionDeclaration(item) || ts.isClassDeclaration(item) || ts.isInterfaceDeclaration(item);
    return named && item.name ? [item.name.text] : [];
  });
}

const source = await readFile(CLIENT, 'utf8');
const texts = { client: regionOf(source, 'salesforce-fetch'), retryAfterMs: functionOf(source, 'retryAfterMs') };
const templates = await Promise.all(
  Object.entries(texts).map(async ([name, typescript]) => {
    const javascript = withOptionsDocumented(await toJavaScript(typescript), typescript);
    const template = { typescript, javascript, names: namesOf(typescript) };
    return `  ${name}: ${JSON.stringify(template)},\n`;
  }),
);

await writeGenerated(
  TEMPLATES,
  `/** Code that fixes insert, generated from snippets/src by \`npm run generate\`: do not edit. */
export interface Template {
  readonly typescript: string;
  readonly javascript: string;
  /** The top-level names that it declares. */
  readonly names: readonly string[];
}

export const TEMPLATES = {
${templates.join('')}} as const satisfies Record<string, Template>;
`,
);
