import { readFileSync } from 'node:fs';
import path from 'node:path';

const demo = path.resolve(import.meta.dirname, '../demo');
const READLINE = "import { createInterface } from 'node:readline';\n";
const PROGRAM = '\nconst token = await login();';

type DemoName = 'payments.js' | 'payments.ts';

/** The demo as a module: its functions exported, without the program that it runs at once. */
export function demoModule(name: DemoName): string {
  const text = textOf(name);
  return text
    .slice(0, text.indexOf(PROGRAM))
    .replace(READLINE, '')
    .replaceAll(/^async function/gm, 'export $&');
}

/** The program that the demo runs, beside that module. */
export function demoProgram(name: DemoName): string {
  const text = textOf(name);
  return `${READLINE}import { login, recordPayment } from './${name}';\n${text.slice(text.indexOf(PROGRAM))}`;
}

function textOf(name: DemoName): string {
  return readFileSync(path.join(demo, name), 'utf8');
}
