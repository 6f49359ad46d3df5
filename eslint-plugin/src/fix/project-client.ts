import { dirname, join, relativeSpecifier } from '../analysis/modules/paths.ts';
import type { ProjectClient } from '../analysis/settings/settings.ts';
import type { SourceView } from '../analysis/source.ts';
import { importedName } from '../analysis/values/definition.ts';
import type { Edit } from './edit.ts';
import { atTop, freeName, namesIn, type Target } from './insert-template.ts';

/** The resilient client that the settings name, as one file has it. */
export interface ImportedClient {
  /** The name it has in the file. */
  readonly name: string;
  /** What imports it; undefined where the file does so already. */
  readonly edit: Edit | undefined;
}

/** The project's own resilient client, imported in the style of the file: ESM, or CommonJS where nothing else is used. */
export function projectClient({ source, settings = source.project?.settings }: Target): ImportedClient | undefined {
  const client = settings?.client;
  if (!client) return undefined;
  const specifier = specifierFor(client, source);
  const imported = importedAs(client, specifier, source);
  if (imported !== undefined) return { name: imported, edit: undefined };
  const wanted = client.name === 'default' ? 'salesforceFetch' : client.name;
  const name = freeName(wanted, namesIn(source));
  const text = isCommonJs(source) ? requireText(client, name, specifier) : importText(client, name, specifier);
  return { name, edit: atTop(text, source, 'import') };
}

/** What the import names: a path from the working directory as seen from the file, anything else as it is set. */
function specifierFor({ module }: ProjectClient, { project }: SourceView): string {
  if (!module.startsWith('.') || !project) return module;
  return relativeSpecifier(dirname(project.filename), join(project.root, module));
}

function importedAs({ name }: ProjectClient, specifier: string, { ast }: SourceView): string | undefined {
  const plain = (text: string): string => text.replace(/\.[cm]?[jt]s$/, '');
  for (const statement of ast.body) {
    if (statement.type !== 'ImportDeclaration' || plain(statement.source.value) !== plain(specifier)) continue;
    for (const one of statement.specifiers) {
      const taken =
        one.type === 'ImportSpecifier' ? importedName(one) : one.type === 'ImportDefaultSpecifier' ? 'default' : '';
      if (taken === name) return one.local.name;
    }
  }
  return undefined;
}

/** Whether a file requires or exports as CommonJS does, and has nothing of ES modules. */
export function isCommonJs({ ast, text }: SourceView): boolean {
  const esm = ast.body.some(({ type }) => /^(?:Import|Export)/.test(type));
  return !esm && /\brequire\(|\bmodule\.exports\b|\bexports\.\w/.test(text);
}

function importText({ name: exported }: ProjectClient, name: string, specifier: string): string {
  if (exported === 'default') return `import ${name} from '${specifier}';`;
  return `import { ${exported === name ? name : `${exported} as ${name}`} } from '${specifier}';`;
}

function requireText({ name: exported }: ProjectClient, name: string, specifier: string): string {
  if (exported === 'default') return `const ${name} = require('${specifier}');`;
  return `const { ${exported === name ? name : `${exported}: ${name}`} } = require('${specifier}');`;
}
