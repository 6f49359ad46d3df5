import type { SalesforceCall } from '../analysis/call.ts';
import { RESILIENT_DELAY } from '../analysis/clients/resilient.ts';
import { chainedOn, memberName } from '../analysis/values/bindings.ts';
import { type Edit, insertAt } from './edit.ts';
import { insertOnce } from './insert-once.ts';
import { atTop, namesIn, type Target } from './insert-template.ts';
import { isRepeatable } from './is-repeatable.ts';
import { TEMPLATES } from './templates.generated.ts';

/** `http.get(url)` becomes `http.get(url).pipe(retry({ count: 8, delay: whenToRetry }))`, first of the operators that are there. */
export function throughPipe(call: SalesforceCall, target: Target): readonly Edit[] | undefined {
  const { client, kind, node } = call;
  if (kind !== 'request' || !client.observable || !isRepeatable(call) || isOldRxjs(call)) return undefined;
  // Another function of that name, such as that of a test.
  const isImported = importsRetry(target);
  if (!isImported && namesIn(target.source).has('retry')) return undefined;
  const { name, edits } = insertOnce(TEMPLATES.whenToRetry, RESILIENT_DELAY, target);
  const operator = `retry({ count: 8, delay: ${name} })`;
  const next = chainedOn(node);
  const isPiped = next?.callee.type === 'MemberExpression' && memberName(next.callee) === 'pipe';
  const [first] = isPiped ? next.arguments : [];
  const piped = first ? insertAt(first.range[0], `${operator}, `) : insertAt(node.range[1], `.pipe(${operator})`);
  return [...(isImported ? [] : [atTop("import { retry } from 'rxjs';", target.source, 'import')]), ...edits, piped];
}

/** Before version 7, `retry` of RxJS takes no delay. */
function isOldRxjs({ source: { project } }: SalesforceCall): boolean {
  const major = project?.modules?.majorOf('rxjs', project.filename);
  return major !== undefined && major < 7;
}

function importsRetry({ source: { ast } }: Target): boolean {
  return ast.body.some(
    (statement) =>
      statement.type === 'ImportDeclaration' &&
      /^rxjs(?:\/operators)?$/.test(statement.source.value) &&
      statement.specifiers.some(({ local }) => local.name === 'retry'),
  );
}
