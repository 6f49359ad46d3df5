import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

/** The folder of a package that the tests have installed, under whatever alias. */
function installed(name: string): string {
  return path.dirname(require.resolve(`${name}/package.json`));
}

const BROKEN = 'export const load = () => fetch(`${base}/services/data/v60.0/limits`);\n';

let project: string;

beforeEach(async () => {
  project = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-host-'));
  await mkdir(path.join(project, 'node_modules'));
});

afterEach(async () => {
  await rm(project, { recursive: true, force: true });
});

/** A user's project: the plugin as it is published, and what else is installed beside it. */
async function install(packages: Readonly<Record<string, string>>): Promise<void> {
  const plugin = path.join(project, 'node_modules/eslint-plugin-salesforce-resilience');
  for (const part of ['package.json', 'dist']) {
    await cp(path.join(root, 'eslint-plugin', part), path.join(plugin, part), { recursive: true });
  }
  const needed = { '@eslint-community/eslint-utils': '@eslint-community/eslint-utils', ...packages };
  for (const [name, source] of Object.entries(needed)) {
    const at = path.join(project, 'node_modules', name);
    await mkdir(path.dirname(at), { recursive: true });
    await symlink(installed(source), at, 'junction');
  }
}

/** Runs the project's own ESLint as a user does. */
async function eslint(
  alias: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; said: string }> {
  const bin = path.join(installed(alias), 'bin/eslint.js');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [bin, ...args],
      { cwd: project, env: { ...process.env, ...env } },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr });
      },
    );
  });
}

const FLAT =
  "import resilience from 'eslint-plugin-salesforce-resilience';\nexport default [resilience.configs.recommended];\n";

describe.each([
  ['ESLint 10', 'eslint'],
  ['ESLint 9', 'eslint-v9'],
])('%s', (_, alias) => {
  it('reports with the flat preset, in JavaScript without any TypeScript installed', async () => {
    await install({});
    await writeFile(path.join(project, 'eslint.config.mjs'), FLAT);
    await writeFile(path.join(project, 'load.mjs'), BROKEN);
    const { code, said } = await eslint(alias, ['.']);
    expect(said).toContain('salesforce-resilience/require-retry');
    expect(code).toBe(1);
  });

  it('says which setting is unknown and what is allowed, with exit code 2', async () => {
    await install({});
    await writeFile(
      path.join(project, 'eslint.config.mjs'),
      FLAT.replace('[resil', "[{ settings: { 'salesforce-resilience': { confidence: 'certain' } } }, resil"),
    );
    await writeFile(path.join(project, 'load.mjs'), BROKEN);
    const { code, said } = await eslint(alias, ['.']);
    expect(said).toContain(
      "settings['salesforce-resilience'] has no key 'confidence'. Allowed: clients, wrappers, client, externalIds, jsforceVersion, minimumConfidence, tests.",
    );
    expect(code).toBe(2);
  });

  it('refuses an option that a rule does not have, with exit code 2', async () => {
    await install({});
    await writeFile(
      path.join(project, 'eslint.config.mjs'),
      FLAT.replace(
        'recommended]',
        "recommended, { rules: { 'salesforce-resilience/require-retry': ['error', { attempts: 3 }] } }]",
      ),
    );
    await writeFile(path.join(project, 'load.mjs'), BROKEN);
    const { code, said } = await eslint(alias, ['.']);
    expect(said).toContain('salesforce-resilience/require-retry');
    expect(said).toContain('should NOT have more than 0 items');
    expect(code).toBe(2);
  });

  it('runs beside TypeScript 7', async () => {
    await install({ typescript: 'typescript-7' });
    await writeFile(path.join(project, 'eslint.config.mjs'), FLAT);
    await writeFile(path.join(project, 'load.mjs'), BROKEN);
    const { code, said } = await eslint(alias, ['.']);
    expect(said).toContain('salesforce-resilience/require-retry');
    expect(code).toBe(1);
  });
});

describe('ESLint 8.57', () => {
  it('reports with the legacy preset', async () => {
    await install({});
    const config = {
      root: true,
      extends: ['plugin:salesforce-resilience/recommended-legacy'],
      parserOptions: { ecmaVersion: 2022, sourceType: 'module' },
    };
    await writeFile(path.join(project, '.eslintrc.json'), JSON.stringify(config));
    await writeFile(path.join(project, 'load.js'), BROKEN);
    const { code, said } = await eslint('eslint-v8', ['.']);
    expect(said).toContain('salesforce-resilience/require-retry');
    expect(code).toBe(1);
  });

  it('reports with the flat preset', async () => {
    await install({});
    await writeFile(path.join(project, 'eslint.config.mjs'), FLAT);
    await writeFile(path.join(project, 'load.js'), BROKEN);
    const { code, said } = await eslint('eslint-v8', ['-c', 'eslint.config.mjs', '.'], {
      ESLINT_USE_FLAT_CONFIG: 'true',
    });
    expect(said).toContain('salesforce-resilience/require-retry');
    expect(code).toBe(1);
  });
});
