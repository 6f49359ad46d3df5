/** How lines end. */
export interface CsvFormat {
  /** `LF` unless given; the job has to name the same. */
  readonly lineEnding?: 'LF' | 'CRLF';
}

/**
 * Writes rows as RFC 4180 has it, and as the Bulk API 2.0 guide, "Prepare CSV Files", reads it: `null` and empty text
 * become `#N/A`, which clears a field; a value that is missing stays empty, which leaves the field as it is.
 *
 * @throws {TypeError} for a value that cannot be told in CSV, such as an object or a number that is none.
 */
export function toCsv(rows: readonly object[], format: CsvFormat = {}): string {
  const columns = columnsOf(rows);
  return csvLine(columns, format) + rows.map((row) => csvLine(valuesOf(row, columns), format)).join('');
}

/** Every name that a row has, in order of appearance. */
export function columnsOf(rows: readonly object[]): string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) columns.add(name);
  return [...columns];
}

/** The values of a row as they stand in its columns. */
export function valuesOf(row: object, columns: readonly string[]): string[] {
  const fields = row as Readonly<Record<string, unknown>>;
  return columns.map((column) => cellOf(Object.hasOwn(fields, column) ? fields[column] : undefined, column));
}

/** One line with its end. */
export function csvLine(values: readonly string[], { lineEnding = 'LF' }: CsvFormat = {}): string {
  // A line of one empty value would be an empty line, which is no row.
  const line = values.length === 1 && values[0] === '' ? '""' : values.map(quoted).join(',');
  return line + (lineEnding === 'LF' ? '\n' : '\r\n');
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function cellOf(value: unknown, column: string): string {
  if (value === undefined) return '';
  if (value === null || value === '') return '#N/A';
  if (value === '#N/A')
    throw new TypeError(`${column} is the text '#N/A', which clears the field: pass null for that.`);
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  const hint = typeof value === 'object' ? ": name a field of a related record as in 'Account__r.Number__c'" : '';
  throw new TypeError(`${column} has a value that no CSV can hold, a ${typeof value}${hint}.`);
}
