import { nodesWithin } from '../analysis/source.ts';
import type { Edit } from './edit.ts';
import { insertTemplate, type Target } from './insert-template.ts';
import type { Template } from './templates.generated.ts';

/** A function of a template as a file has it. */
export interface Inserted {
  readonly name: string;
  /** What puts it there; none where a former fix has. */
  readonly edits: readonly Edit[];
}

/** Puts a template into a module unless its function `name` is there already. */
export function insertOnce(template: Template, name: string, target: Target): Inserted {
  const isThere = nodesWithin(target.source.ast, 'FunctionDeclaration').some(
    ({ id, parent }) => id?.name === name && /^(?:Program|ExportNamedDeclaration)$/.test(parent.type),
  );
  if (isThere) return { name, edits: [] };
  const { edit, nameOf } = insertTemplate(template, target);
  return { name: nameOf(name), edits: [edit] };
}
