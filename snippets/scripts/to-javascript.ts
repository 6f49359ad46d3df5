import prettier from 'prettier';
import tsBlankSpace from 'ts-blank-space';
import ts from 'typescript';
import { isType, parse } from './assemble.ts';

/**
 * The same code without types: declarations of types go with their comments, everything else keeps its place. The
 * members of the options become JSDoc of the factory, since JavaScript has no interface.
 *
 * @param file - Where the code comes from, for its style.
 */
export async function toJavaScript(typescript: string, file: string): Promise<string> {
  const source = parse(typescript);
  const values = source.statements.filter(isType).reduceRight((text, item) => {
    // The marker of the region may stand right before the first type: only its own comment goes with it.
    return text.slice(0, item.getStart(source, true)) + text.slice(item.end).replace(/^\n+/, '');
  }, typescript);
  const blanked = tsBlankSpace(values).replace(/^[ \t]+$/gm, '');
  const options = await prettier.resolveConfig(file);
  const formatted = await prettier.format(blanked, { ...options, parser: 'babel' });
  return withOptionsDocumented(formatted.trimEnd(), source);
}

function withOptionsDocumented(javascript: string, source: ts.SourceFile): string {
  const options = source.statements
    .filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === 'SalesforceFetchOptions');
  const lines = [...(options?.members ?? [])].filter(ts.isPropertySignature).flatMap((member) => {
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
