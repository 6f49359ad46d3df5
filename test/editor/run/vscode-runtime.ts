import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { installPackages } from '../../support/install-packages.ts';

const LOCKS = path.resolve(import.meta.dirname, '../vscode-runtime');
/** The stand-ins for native modules that would have to be compiled. */
const STUBS = path.join(LOCKS, 'stubs');

/** The VS Code versions that the suite runs in: the oldest that is supported, and the newest. */
export type RuntimeName = 'floor' | 'latest';

/** A VS Code server that can be started. */
export interface VscodeRuntime {
  readonly version: string;
  /** Folder of the server, the extension host, the workbench and the built-in extensions. */
  readonly folder: string;
  /** The Node that runs it. */
  readonly node: string;
}

const OLDEST_NODE: Readonly<Record<RuntimeName, number>> = { floor: 20, latest: 24 };

/** Why the VS Code server cannot run on this platform; nothing where it can. */
export function findObstacle(platform: string = process.platform): string | undefined {
  if (platform === 'linux' || platform === 'darwin') return undefined;
  return `The VS Code server does not run on ${platform}. Use npm run test:desktop, which downloads desktop VS Code.`;
}

/**
 * VS Code's server and workbench from the npm package code-server, installed where it is not yet.
 * @throws where the platform, or this Node, cannot run it; with what to do instead.
 */
export function findRuntime(name: RuntimeName): VscodeRuntime {
  const obstacle = findObstacle();
  if (obstacle !== undefined) throw new Error(obstacle);
  const installed = installPackages(path.join(LOCKS, name), { parts: [STUBS], complete });
  const folder = path.join(installed, 'vscode');
  const own = path.join(installed, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
  if (existsSync(own)) return { version, folder, node: own };
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE[name])
    return { version, folder, node: process.execPath };
  throw new Error(`VS Code ${version} needs Node ${OLDEST_NODE[name]}; this is ${process.version}. Run it with that.`);
}

/** Takes VS Code out of its package, beside node_modules, where its modules are found without a cycle of links. */
function complete(folder: string): void {
  const modules = path.join(folder, 'node_modules');
  const vscode = path.join(folder, 'vscode');
  renameSync(path.join(modules, 'code-server/lib/vscode'), vscode);
  rmSync(path.join(modules, 'code-server'), { recursive: true });
  cpSync(STUBS, modules, { recursive: true });
  // The browser loads modules from /static/node_modules, and the TypeScript extension its compiler from its own.
  link('../node_modules', path.join(vscode, 'node_modules'));
  link('../../../node_modules/typescript', path.join(vscode, 'extensions/node_modules/typescript'));
}

function link(target: string, from: string): void {
  rmSync(from, { recursive: true, force: true });
  mkdirSync(path.dirname(from), { recursive: true });
  symlinkSync(target, from, 'dir');
}
