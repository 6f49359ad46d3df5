import prettier from 'prettier';
import tsBlankSpace from 'ts-blank-space';
import { CLIENTS, type ProofClient } from './clients.ts';
import { type Defect, DEFECTS } from './defects.ts';

/** How a module is written. */
export type Style = 'CommonJS' | 'ESM' | 'TypeScript';

export const STYLES: readonly Style[] = ['ESM', 'CommonJS', 'TypeScript'];

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
      const body = defect.body(client);
      return body === undefined ? [] : [{ defect, client, source: programOf(client, body) }];
    }),
  );
  return Promise.all(
    rows.flatMap(({ defect, client, source }) =>
      STYLES.map(async (style) => {
        const folder = `${style}/${defect.rule}/${client.name.replaceAll(/\W+/g, '-')}`;
        return { defect, client, style, folder, file: FILES[style], text: await written(source, style) };
      }),
    ),
  );
}

const FILES: Readonly<Record<Style, string>> = { ESM: 'pay.mjs', CommonJS: 'pay.cjs', TypeScript: 'pay.ts' };

function programOf({ imports = '', before = '' }: ProofClient, body: string): string {
  return `${imports}

interface Org {
  url: string;
  token: string;
}

interface Payment {
  reference: string;
  amount: number;
}

export async function act(org: Org, payment: Payment): Promise<unknown> {
  ${/\bheaders\b/.test(before + body) ? HEADERS : ''}
  ${before}
  ${body}
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
    .replaceAll(/^import (\w+) from ('[\w-]+');$/gm, (_, name: string, from: string) => {
      // What is an ES module only hands over its namespace.
      return /got|ky|node-fetch/.test(from)
        ? `const { default: ${name} } = require(${from});`
        : `const ${name} = require(${from});`;
    })
    .replaceAll(/^import (\{.+\}) from ('[\w-]+');$/gm, 'const $1 = require($2);');
  return `${required.replace('export async function act', 'async function act')}\nmodule.exports = { act };\n`;
}
