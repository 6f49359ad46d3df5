import { readFileSync } from 'node:fs';
import path from 'node:path';

const demo = path.resolve(import.meta.dirname, '../demo');

/** The demo as a module: its function exported, without the program that it runs at once. */
export function demoModule(name: 'payments.js' | 'payments.ts'): string {
  const text = readFileSync(path.join(demo, name), 'utf8');
  const program = text.slice(0, text.indexOf('\nconst token = await login();'));
  return program
    .replace("import { createInterface } from 'node:readline';\n", '')
    .replace('async function recordPayment', 'export async function recordPayment');
}
