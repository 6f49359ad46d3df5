import type { Linter, Rule } from 'eslint';
import { nodeFiles, toPath } from '../analysis/modules/node-files.ts';
import { isOfSalesforce as namesSalesforce } from '../analysis/modules/packages.ts';
import { join } from '../analysis/modules/paths.ts';
import { type ProjectModules, projectModules } from '../analysis/modules/project-modules.ts';
import type { Project } from '../analysis/project.ts';
import type { Settings } from '../analysis/settings/settings.ts';
import { parseWith } from './parse-with.ts';

const files = nodeFiles();
const known = new WeakMap<Settings, Map<unknown, ProjectModules | undefined>>();

/** The project of the file that a rule looks at, with the other files where they can be read: in Node, beside ESLint. */
export function projectOf(context: Rule.RuleContext, settings: Settings): Project {
  const root = toPath(context.cwd);
  const filename = join(root, toPath(context.physicalFilename));
  // Text that comes from nowhere (`<input>`) has no other files around it.
  const modules = context.physicalFilename.startsWith('<') ? undefined : modulesFor(context, settings);
  modules?.refresh(context.sourceCode.ast);
  return { filename, root, settings, modules };
}

/** Whether the project of a file has to do with Salesforce, as far as it can be read. */
export function isOfSalesforce(filename: string): boolean {
  return files !== undefined && !filename.startsWith('<') && namesSalesforce(toPath(filename), files);
}

function modulesFor(context: Rule.RuleContext, settings: Settings): ProjectModules | undefined {
  let byParser = known.get(settings);
  if (!byParser) known.set(settings, (byParser = new Map<unknown, ProjectModules | undefined>()));
  const options: Linter.LanguageOptions = context.languageOptions;
  // Of two configurations with the same parser, other files may be parsed by the options of either.
  const key = options.parser ?? (context as { parserPath?: string }).parserPath;
  if (!byParser.has(key)) {
    const parse = parseWith(options, (context as { parserPath?: string }).parserPath);
    byParser.set(key, files && parse ? projectModules(files, parse, settings, toPath(context.cwd)) : undefined);
  }
  return byParser.get(key);
}
