/** The range of what an arrow function gives, with the parentheses around it: `({})`. */
export function withParentheses([start, end]: readonly [number, number], text: string): readonly [number, number] {
  return text[start - 1] === '(' && text[end] === ')' ? [start - 1, end + 1] : [start, end];
}
