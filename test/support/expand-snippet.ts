/**
 * The text that VS Code inserts for a snippet with its placeholders left as they are. Knows `$1`, `${1}`, `${1:default}`
 * and `${1|one,two|}`, and throws for whatever else begins with a `$`: in VS Code it would be a variable or a transform.
 */
export function expandSnippet(body: string): string {
  const defaults = new Map<string, string>();
  const parts = partsOf(body);
  for (const { number, value } of parts) {
    if (number !== undefined && value !== undefined && !defaults.has(number)) defaults.set(number, value);
  }
  return parts.map(({ number, value }) => value ?? defaults.get(number ?? '') ?? '').join('');
}

interface Part {
  /** Of a placeholder. */
  readonly number?: string;
  readonly value: string | undefined;
}

const PARTS =
  /\\[$}\\]|\$(?<bare>\d+)|\$\{(?<number>\d+)(?::(?<value>(?:\\[^]|[^\\}$])*)|\|(?<choices>(?:\\[^]|[^\\|])*)\|)?\}|[^]/g;

function partsOf(body: string): Part[] {
  return [...body.matchAll(PARTS)].map(({ 0: text, groups = {}, index }) => {
    const number = groups['bare'] ?? groups['number'];
    if (number !== undefined) return { number, value: defaultIn(groups) };
    if (text.length === 2) return { value: text[1] };
    if (text === '$') throw new Error(`A '$' that is not escaped: ${body.slice(index, index + 40)}`);
    return { value: text };
  });
}

function defaultIn({ value, choices }: Readonly<Record<string, string | undefined>>): string | undefined {
  if (value !== undefined) return value.replaceAll(/\\([$}\\])/g, '$1');
  return choices?.match(/^(?:\\[^]|[^\\,])*/)?.[0].replaceAll(/\\([\\,|])/g, '$1');
}
