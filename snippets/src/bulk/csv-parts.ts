import { columnsOf, csvLine, valuesOf } from './to-csv.ts';

/** The data of one job. */
export interface CsvPart<Row> {
  readonly csv: string;
  readonly rows: readonly Row[];
}

/**
 * Splits rows into the data of as few jobs as can hold them, each with the header, in the order of the rows.
 *
 * @param options.maxBytes - Bulk API 2.0 takes 150 MB a job after base64: 100 MB of UTF-8 before it, as its guide,
 *   "Upload Job Data", advises.
 * @throws {RangeError} when a single row is larger than that.
 */
export function csvParts<Row extends object>(
  rows: readonly Row[],
  { maxBytes = 100_000_000, lineEnding = 'LF' }: { maxBytes?: number; lineEnding?: 'LF' | 'CRLF' } = {},
): CsvPart<Row>[] {
  const columns = columnsOf(rows);
  const header = csvLine(columns, { lineEnding });
  const headerBytes = bytesOf(header);
  const parts: { lines: string[]; rows: Row[]; bytes: number }[] = [];
  rows.forEach((row, index) => {
    const line = csvLine(valuesOf(row, columns), { lineEnding });
    const bytes = bytesOf(line);
    if (headerBytes + bytes > maxBytes) {
      throw new RangeError(`Row ${index + 1} needs ${bytes} bytes; a job takes ${maxBytes - headerBytes}.`);
    }
    let part = parts.at(-1);
    if (!part || part.bytes + bytes > maxBytes) parts.push((part = { lines: [header], rows: [], bytes: headerBytes }));
    part.lines.push(line);
    part.rows.push(row);
    part.bytes += bytes;
  });
  return parts.map((part) => ({ csv: part.lines.join(''), rows: part.rows }));
}

const encoder = new TextEncoder();

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}
