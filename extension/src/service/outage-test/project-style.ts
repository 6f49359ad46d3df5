import { dirname, type Files, type SourceView } from 'eslint-plugin-salesforce-resilience/analysis';
import { packageOf } from '../actions/module-place.ts';
import { specifierExtension } from '../actions/specifier-extension.ts';
import { type Framework, FRAMEWORKS } from './harness.generated.ts';

/** How a test beside a file is written in its project. */
export interface ProjectStyle {
  readonly framework: Framework;
  readonly syntax: 'commonjs' | 'esm' | 'typescript';
  /** Of the test and the harness, with the dot. */
  readonly extension: string;
  /** Of a specifier that names the file itself, and of one that names the harness. */
  readonly imports: { readonly subject: string; readonly harness: string };
}

/** How a test beside a file is written. */
export function projectStyle(
  { filename, text }: { readonly filename: string; readonly text: string },
  { ast }: Pick<SourceView, 'ast'>,
  root: string,
  files: Files | undefined,
): ProjectStyle {
  const manifest = manifestOf(filename, root, files);
  const extension = /\.[cm]?[jt]sx?$/.exec(filename)?.[0] ?? '.js';
  const isTypescript = extension.includes('t');
  const isModule = ast.body.some(({ type }) => /^(?:Import|Export)/.test(type));
  const framework = frameworkOf(manifest);
  // Vitest cannot be required.
  const isEsm = isModule || (manifest.type === 'module' && extension !== '.cjs') || framework.name === 'vitest';
  const syntax = isTypescript ? 'typescript' : isEsm ? 'esm' : 'commonjs';
  const own = extension.replace('x', '');
  const beside = `${dirname(filename)}/salesforce-outage${own}`;
  // What is required is found without its extension where that is .js.
  const required = own === '.js' ? '' : own;
  const ending = syntax === 'commonjs' ? required : specifierExtension({ filename, text }, beside, root, files);
  // Node finds no ES module without its extension, and no TypeScript by that of JavaScript.
  const isNode = framework.name === 'node-test' || framework.name === 'mocha';
  const whole = isNode && syntax !== 'commonjs';
  return {
    framework,
    syntax,
    extension: own,
    imports: { subject: whole ? extension : ending.replace(own, ending && own), harness: whole ? own : ending },
  };
}

/** The test framework of the project that a file belongs to. */
export function frameworkFor(filename: string, root: string, files: Files | undefined): Framework {
  return frameworkOf(manifestOf(filename, root, files));
}

/** As much of a package.json as is looked at. */
interface Manifest {
  readonly type?: unknown;
  readonly scripts?: unknown;
  readonly dependencies?: unknown;
  readonly devDependencies?: unknown;
}

/** What the packages around a file say, the nearest first. */
function manifestOf(filename: string, root: string, files: Files | undefined): Manifest {
  if (!files) return {};
  const near = manifestIn(packageOf(filename, root, files), files);
  const top = manifestIn(root, files);
  const { type } = near;
  // A monorepo has its test framework at the top.
  return frameworkIn(near) ? near : frameworkIn(top) ? { ...top, type } : near;
}

function manifestIn(directory: string, files: Files): Manifest {
  try {
    const parsed: unknown = JSON.parse(files.read(`${directory}/package.json`) ?? '{}');
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

/** The framework that the scripts run, else one that is installed, else the one that Node has. */
function frameworkOf(manifest: Manifest): Framework {
  const found = frameworkIn(manifest) ?? FRAMEWORKS.find(({ name }) => name === 'node-test');
  if (!found) throw new TypeError('The framework of Node is missing.');
  return found;
}

function frameworkIn({ scripts, dependencies, devDependencies }: Manifest): Framework | undefined {
  const run = Object.entries(asTable(scripts))
    .filter(([name]) => /^test\b|:test\b/.test(name))
    .map(([, command]) => String(command))
    .join('\n');
  const installed = { ...asTable(dependencies), ...asTable(devDependencies) };
  return (
    FRAMEWORKS.find(({ command }) => new RegExp(String.raw`(?:^|[\s/])${command}(?:\s|$)`, 'm').test(run)) ??
    FRAMEWORKS.find(({ package: name }) => name !== undefined && Object.hasOwn(installed, name))
  );
}

function asTable(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
