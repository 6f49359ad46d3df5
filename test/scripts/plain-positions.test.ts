import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { plainPositions } from '../../scripts/plain-positions.ts';

it('leaves the positions of a parsed text plain, and where they were', async () => {
  const { outputFiles } = await build({
    stdin: { contents: `export { parse } from '@babel/parser';`, resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [plainPositions],
  });
  const { parse } = (await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]!.text)}`)) as {
    parse: (text: string, options: object) => { program: { body: { loc: { start: object } }[] } };
  };
  const { start } = parse('a();\n  b();', { plugins: ['estree'] }).program.body[1]!.loc;
  expect(Object.entries(start)).toEqual([
    ['line', 2],
    ['column', 2],
    ['index', 7],
  ]);
});
