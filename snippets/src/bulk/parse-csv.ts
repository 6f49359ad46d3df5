/**
 * Reads CSV with a header as RFC 4180 has it: LF and CRLF, quoted values with commas, quotes and line ends in them. The
 * results of a Bulk API 2.0 job come like that.
 *
 * @throws {SyntaxError} when it is cut off within a quoted value, or a line has another number of values than the header.
 */
export function parseCsv(text: string): Record<string, string>[] {
  const [header, ...lines] = linesOf(text.startsWith('\uFEFF') ? text.slice(1) : text);
  if (!header) return [];
  return lines.map((values, index) => {
    if (values.length !== header.length) {
      throw new SyntaxError(
        `Row ${index + 1} of the CSV has ${values.length} values; the header has ${header.length}.`,
      );
    }
    return Object.fromEntries(header.map((name, column) => [name, values[column] ?? '']));
  });
}

/** A value, quoted or not, and what ends it. Sticky, so that reading takes time in proportion to the text. */
const VALUE = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/y;

function linesOf(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  for (let at = 0; at < text.length; at = VALUE.lastIndex) {
    VALUE.lastIndex = at;
    const found = VALUE.exec(text);
    if (!found) throw new SyntaxError(`The CSV is cut off or malformed at character ${at + 1}.`);
    const [, quoted, plain = '', end] = found;
    line.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    // A comma at the very end opens one more value, which is empty.
    if (end === ',' && VALUE.lastIndex === text.length) line.push('');
    if (end !== ',' || VALUE.lastIndex === text.length) {
      // An empty line is no row.
      if (line.length > 1 || line[0] !== '' || quoted !== undefined) lines.push(line);
      line = [];
    }
  }
  return lines;
}
