import { nodesWithin, type SourceView } from 'eslint-plugin-salesforce-resilience/analysis';

type Program = SourceView['ast'];

/** Whether a place is within text that runs over lines, where a comment would become part of it. */
export function isInText(ast: Program, offset: number): boolean {
  const texts = [...nodesWithin(ast, 'TemplateElement'), ...nodesWithin(ast, 'Literal')];
  return texts.some(({ range: [start, end] }) => start < offset && offset < end);
}

/** Whether a place is between the tags of JSX, where a comment needs braces. */
export function isInMarkup(ast: Program, offset: number): boolean {
  const children = [...nodesWithin(ast, 'JSXElement'), ...nodesWithin(ast, 'JSXFragment')].flatMap(
    (one) => one.children,
  );
  // A child begins where the text before it ends.
  return children.some(({ type, range: [start, end] }) => {
    return type === 'JSXText' ? start <= offset && offset <= end : start === offset;
  });
}
