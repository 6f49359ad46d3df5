import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { brotliDecompressSync } from 'node:zlib';
import { findProgram } from '../../scripts/install-brokers.ts';
import { installPackages } from './install-packages.ts';

/** A browser that can be started headless. */
export interface Browser {
  readonly executablePath: string;
  readonly args: readonly string[];
  /** What its environment needs beside that of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** Its packages are those of the editor's tests, which need it most. */
const LOCK = path.resolve(import.meta.dirname, '../editor/vscode-runtime/chromium');

const INSTALLED = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The browser that shows the workbench: on Linux x64 the one of the npm package @sparticuz/chromium, elsewhere an
 * installed Chrome or Chromium. The variable EDITOR_TESTS_CHROMIUM names another one.
 * @throws when there is none, with what to install.
 */
export function findChromium(): Browser {
  const given = process.env['EDITOR_TESTS_CHROMIUM'];
  if (given === undefined && process.platform === 'linux' && process.arch === 'x64') return chromiumFromNpm();
  const executablePath = given ?? findProgram(...INSTALLED);
  if (executablePath !== undefined) return { executablePath, args: [], env: {} };
  throw new Error('No Chrome or Chromium found. Install one, or name its program in EDITOR_TESTS_CHROMIUM.');
}

function chromiumFromNpm(): Browser {
  const folder = installPackages(LOCK, { complete: unpack });
  const executablePath = path.join(folder, 'chromium');
  const libraries = missingLibraries(executablePath);
  return {
    executablePath,
    // It was built for a place without the helper process that starts the others.
    args: ['--no-zygote'],
    env: {
      ...(libraries.length > 0 ? { LD_LIBRARY_PATH: libraryPathOf(folder) } : {}),
      ...(hasFonts() ? {} : { FONTCONFIG_FILE: path.join(folder, 'fonts.conf') }),
    },
  };
}

function unpack(folder: string): void {
  const packed = path.join(folder, 'node_modules/@sparticuz/chromium/bin');
  const plain = (name: string) => brotliDecompressSync(readFileSync(path.join(packed, name)));
  writeFileSync(path.join(folder, 'chromium'), plain('chromium.br'));
  chmodSync(path.join(folder, 'chromium'), 0o755);
  for (const [archive, into] of [
    ['swiftshader.tar.br', '.'],
    ['al2023.tar.br', '.'],
    ['fonts.tar.br', '.'],
  ] as const) {
    const destination = path.join(folder, into);
    mkdirSync(destination, { recursive: true });
    const { status, stderr } = spawnSync('tar', ['-x', '-C', destination], { input: plain(archive), encoding: 'utf8' });
    if (status !== 0) throw new Error(`tar could not unpack ${archive}: ${stderr}`);
  }
  writeFileSync(path.join(folder, 'fonts.conf'), fontConfiguration());
  rmSync(path.join(folder, 'node_modules'), { recursive: true });
}

/** Fontconfig takes relative folders from that of the file. */
function fontConfiguration(): string {
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    '  <dir prefix="relative">fonts</dir>',
    '  <cachedir prefix="xdg">fontconfig</cachedir>',
    '</fontconfig>',
    '',
  ].join('\n');
}

/** The shared libraries that the system lacks; it asks the loader. */
export function missingLibraries(program: string): string[] {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  return librariesNotFound(stdout);
}

/** The libraries that ldd does not find. */
export function librariesNotFound(ldd: string): string[] {
  return [...ldd.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name!);
}

function libraryPathOf(folder: string): string {
  const before = process.env['LD_LIBRARY_PATH'];
  return [path.join(folder, 'lib'), ...(before ? [before] : [])].join(':');
}

/** Whether the system has a font; text in the workbench is invisible without. */
function hasFonts(folder = '/usr/share/fonts'): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /\.(ttf|otf|ttc|pfb)$/i.test(name));
}
