import { type SourceView, textIn } from 'eslint-plugin-salesforce-resilience/analysis';
import { keyName, type Node } from './node.ts';

/** What a module gives to others. */
export interface Export {
  /** The exported name; `default`, or empty for `module.exports` itself. */
  readonly name: string;
  /** The function, class or object that it is, where the module says so. */
  readonly value: Node;
}

/** The exports of a module, ES or CommonJS. */
export function exportsOf({ ast }: SourceView): readonly Export[] {
  const locals = localsOf(ast);
  const resolved = (node: Node): Node => (node.type === 'Identifier' ? (locals.get(node.name) ?? node) : node);
  return ast.body.flatMap((statement): Export[] => {
    if (statement.type === 'ExportDefaultDeclaration')
      return [{ name: 'default', value: resolved(statement.declaration) }];
    if (statement.type === 'ExportNamedDeclaration' && !statement.source) {
      const declared = statement.declaration ? declaredBy(statement.declaration) : [];
      const listed = statement.specifiers.flatMap(({ local, exported }) => {
        const value = locals.get(local.name);
        return value ? [{ name: textIn(exported), value }] : [];
      });
      return [...declared.map(([name, value]) => ({ name, value })), ...listed];
    }
    return assigned(statement).flatMap(([name, value]) => {
      const whole = { name, value: resolved(value) };
      if (name !== '' || value.type !== 'ObjectExpression') return [whole];
      const own = value.properties.flatMap((item): Export[] => {
        const key = item.type === 'Property' ? keyName(item) : undefined;
        return item.type === 'Property' && key !== undefined ? [{ name: key, value: resolved(item.value) }] : [];
      });
      return [...own, whole];
    });
  });
}

/** The functions, classes and constants of a module by name. */
export function localsOf(ast: SourceView['ast']): ReadonlyMap<string, Node> {
  const declared = ast.body.flatMap((statement) => {
    const isExport = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
    return declaredBy((isExport ? statement.declaration : undefined) ?? statement);
  });
  return new Map(declared);
}

function declaredBy(node: Node): [string, Node][] {
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration')
    return node.id ? [[node.id.name, node]] : [];
  if (node.type !== 'VariableDeclaration') return [];
  return node.declarations.flatMap(({ id, init }): [string, Node][] =>
    id.type === 'Identifier' && init ? [[id.name, init]] : [],
  );
}

/** `module.exports = …`, `exports.name = …`, and both at once. */
function assigned(statement: Node): [string, Node][] {
  if (statement.type !== 'ExpressionStatement') return [];
  const found: [string, Node][] = [];
  let at: Node = statement.expression;
  const names: string[] = [];
  while (at.type === 'AssignmentExpression') {
    const name = /^(?:module\.)?exports(?:\.(\w+))?$/.exec(textIn(at.left));
    if (name) names.push(name[1] ?? '');
    at = at.right;
  }
  for (const name of new Set(names)) found.push([name, at]);
  return found;
}
