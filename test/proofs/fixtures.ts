import prettier from 'prettier';
import tsBlankSpace from 'ts-blank-space';
import { CLIENTS, type ProofClient } from './clients.ts';
import type { Defect, Source } from './defect.ts';
import { DEFECTS } from './defects.ts';
import { type Style, STYLES } from './styles.ts';

/** A program with a defect, which exports `act(org, payment)`. */
export interface Fixture {
  readonly defect: Defect;
  readonly client: ProofClient;
  readonly style: Style;
  /** Its folder within the project of the proofs, and its file in that. */
  readonly folder: string;
  readonly file: string;
  readonly text: string;
}

/** Every defect with every client that can have it, in every style. */
export async function fixtures(): Promise<Fixture[]> {
  const rows = DEFECTS.flatMap((defect) =>
    CLIENTS.flatMap((client) => {
      const program = defect.program(client);
      return 'because' in program ? [] : [{ defect, client, source: programOf(client, program) }];
    }),
  );
  return Promise.all(
    rows.flatMap(({ defect, client, source }) =>
      STYLES.map(async (style) => {
        const folder = folderOf(defect, client, style);
        return { defect, client, style, folder, file: FILES[style], text: await written(source, style) };
      }),
    ),
  );
}

/** Where a fixture lies, which is also what it is known by. */
export function folderOf({ rule, form = '' }: Defect, { name }: ProofClient, style: Style): string {
  return [style, rule, form, name]
    .map((part) => part.replaceAll(/\W+/g, '-'))
    .join('/')
    .replace('//', '/');
}

const FILES: Readonly<Record<Style, string>> = { ESM: 'pay.mjs', CommonJS: 'pay.cjs', TypeScript: 'pay.ts' };

function programOf({ imports = '', before = '' }: ProofClient, { above = '', head, body }: Source): string {
  const filled = (text: string): string => text.replaceAll('HEADERS', HEADERS).replaceAll('BEFORE', before);
  // A program that begins otherwise says itself where they belong.
  const own = head === undefined && !above.includes('HEADERS');
  const needsHeaders = /\bheaders\b/.test(before + body);
  return `${imports}
${filled(above)
  .replaceAll(/^(?!import ).*$/gm, '')
  .trim()}

interface Org {
  url: string;
  token: string;
  login: () => Promise<string>;
}

interface Payment {
  reference: string;
  amount: number;
  job: string;
}

${filled(above).replaceAll(/^import .*$/gm, '')}
export async function ${head ?? 'act(org: Org, payment: Payment)'}: Promise<${/\breturn /.test(body) ? 'unknown' : 'void'}> {
  ${own && needsHeaders ? HEADERS : ''}
  ${own ? before : ''}
  ${filled(body)}
}
`;
}

const HEADERS = "const headers = { Authorization: `Bearer ${org.token}`, 'Content-Type': 'application/json' };";

async function written(source: string, style: Style): Promise<string> {
  const typed = style === 'TypeScript' ? source : tsBlankSpace(source);
  const moduled = style === 'CommonJS' ? asCommonJs(typed) : typed;
  const parser = style === 'TypeScript' ? 'typescript' : 'babel';
  return prettier.format(moduled, { parser, singleQuote: true, printWidth: 120 });
}

function asCommonJs(source: string): string {
  const required = source
    .replaceAll(/^import (\w+) from ('[\w:-]+');$/gm, (_, name: string, from: string) => {
      // What is an ES module only hands over its namespace.
      return /got|ky|node-fetch|p-retry/.test(from)
        ? `const { default: ${name} } = require(${from});`
        : `const ${name} = require(${from});`;
    })
    .replaceAll(/^import (\{.+\}) from ('[\w:-]+');$/gm, 'const $1 = require($2);');
  const [, name = 'act'] = /^export async function (\w+)/m.exec(required) ?? [];
  return `${required.replace('export async function', 'async function')}\nmodule.exports = { ${name} };\n`;
}
