import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { installPackages } from '../../support/install-packages.ts';

/** Of each runtime, the scope with a package for each platform, and where that has the program. */
const PLACES = {
  deno: ['@deno', 'deno'],
  bun: ['@oven', 'bin/bun'],
  workerd: ['@cloudflare', 'bin/workerd'],
} as const;

/**
 * The program of a runtime, from npm: installed where it is not yet, in the package that npm chooses for this machine.
 *
 * @throws {Error} when npm cannot install it, or has none for this machine.
 */
export function programOf(runtime: keyof typeof PLACES): string {
  const [scope, place] = PLACES[runtime];
  const packages = path.join(installPackages(path.join(import.meta.dirname, 'packages')), 'node_modules', scope);
  const found = (existsSync(packages) ? readdirSync(packages) : [])
    .flatMap((name) => [path.join(packages, name, place), path.join(packages, name, `${place}.exe`)])
    .find((file) => existsSync(file));
  if (found) return found;
  throw new Error(`npm has no ${runtime} for ${process.platform} on ${process.arch}: nothing is in ${packages}.`);
}
