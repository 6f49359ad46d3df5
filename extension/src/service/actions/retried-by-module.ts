import {
  dirname,
  type Edit,
  isCommonJs,
  newlineIn,
  relativeSpecifier,
} from 'eslint-plugin-salesforce-resilience/analysis';
import type { Found } from '../documents.ts';
import type { ServiceOptions } from '../service.ts';
import { clientModuleFor, retryKind } from './client-module.ts';
import { retryModuleText } from './client-module-text.ts';
import { importStyleOf, styled } from './import-style.ts';
import type { ThroughModule } from './through-module.ts';

/** What a rule puts into the file to repeat a call with. */
const TEMPLATE = /^(\s*)\/\/ #region retry-salesforce\n/;

/** How a call is repeated by a function in a module of the project, which is imported where a rule would put it in. */
export function retriedByModule(
  { finding, script }: Found,
  root: string,
  files: ServiceOptions['files'],
): ThroughModule | undefined {
  const [suggestion] = finding.suggestions;
  const { text, filename } = script.script;
  const inserted = suggestion?.edits.find((edit) => TEMPLATE.test(edit.text));
  const others = suggestion?.edits.filter((edit) => edit !== inserted) ?? [];
  // In a file that has the name for something else, what is put in is called otherwise.
  const name = others.map((edit) => /^retrySalesforce(?:Callback)?(?=\(|$)/.exec(edit.text)?.[0]).find(Boolean);
  if (!suggestion || !inserted || name === undefined) return undefined;
  const module = clientModuleFor(script.script, root, files, retryKind(name));
  if (!module) return undefined;
  const requires = isCommonJs(finding.call.source);
  const specifier = relativeSpecifier(dirname(filename), `${root}${module.module.slice(1)}`);
  const statement = requires
    ? `const { ${name} } = require('${specifier}');`
    : `import { ${name} } from '${specifier}';`;
  const edits = styled([imported(inserted, statement), ...others], importStyleOf(text));
  const place = module.path.slice(root.length + 1);
  if (module.exists)
    return {
      title: (words) => words.t('Repeat the call with {0} of {1}.', name, place),
      edits,
      creates: undefined,
      suggestion,
    };
  const creates = {
    path: module.path,
    text: retryModuleText(module.path, requires && !/\.[cm]?ts$/.test(module.path)),
  };
  return {
    title: (words) => words.t('Create {0} and repeat this call with its {1}.', place, name),
    edits,
    creates,
    suggestion,
  };
}

/** The import in the place of what is put into the file: behind the other imports, or before everything else. */
function imported({ range, text }: Edit, statement: string): Edit {
  const isBehind = /^\s/.test(text);
  const newline = newlineIn(text);
  return { range, text: isBehind ? `${newline}${statement}` : `${statement}${newline}${newline}` };
}
