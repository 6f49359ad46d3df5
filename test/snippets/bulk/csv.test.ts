import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvParts } from '@salesforce-resilience/snippets/bulk/csv-parts';
import { parseCsv } from '@salesforce-resilience/snippets/bulk/parse-csv';
import { toCsv } from '@salesforce-resilience/snippets/bulk/to-csv';

describe('toCsv', () => {
  it('quotes what RFC 4180 quotes, and nothing else', () => {
    const row = { plain: 'a b', comma: 'a,b', quote: 'say "hi"', line: 'a\nb', carriage: 'a\rb' };
    expect(toCsv([row])).toBe('plain,comma,quote,line,carriage\na b,"a,b","say ""hi""","a\nb","a\rb"\n');
  });

  it('clears a field for null and empty text, and leaves it alone where there is no value', () => {
    expect(toCsv([{ a: null, b: '' }, { c: 1 }])).toBe('a,b,c\n#N/A,#N/A,\n,,1\n');
    expect(toCsv([{ a: undefined, b: 1 }])).toBe('a,b\n,1\n');
  });

  it('writes booleans, numbers, large integers and dates as Salesforce reads them', () => {
    const at = new Date('2026-03-29T01:02:03.004Z');
    expect(toCsv([{ a: true, b: -1.5, c: 12345678901234567890n, d: at }])).toBe(
      'a,b,c,d\ntrue,-1.5,12345678901234567890,2026-03-29T01:02:03.004Z\n',
    );
  });

  it('ends lines as the job says', () => {
    expect(toCsv([{ a: 'x\ny' }, { a: 'z' }], { lineEnding: 'CRLF' })).toBe('a\r\n"x\ny"\r\nz\r\n');
  });

  it.each([
    ['an object', { a: { b: 1 } }, /a has a value that no CSV can hold.*Account__r\.Number__c/],
    ['NaN', { a: Number.NaN }, /a has a value that no CSV can hold/],
    ['an infinite number', { a: Infinity }, /a has a value/],
    ['an invalid date', { a: new Date('nope') }, /a has a value/],
    ['a function', { a: () => 1 }, /a has a value/],
    ["the text '#N/A'", { a: '#N/A' }, /pass null/],
  ])('refuses %s', (_, row, message) => {
    expect(() => toCsv([row])).toThrow(message);
  });
});

describe('parseCsv', () => {
  it('reads LF and CRLF, quoted line ends, empty values and a byte order mark', () => {
    expect(parseCsv('\uFEFF"a","b"\r\n"x\r\ny",\r\n"",z\n')).toEqual([
      { a: 'x\r\ny', b: '' },
      { a: '', b: 'z' },
    ]);
    expect(parseCsv('a,b\n1,')).toEqual([{ a: '1', b: '' }]);
  });

  it('reads a header alone, and nothing, as no rows', () => {
    expect(parseCsv('a,b\n')).toEqual([]);
    expect(parseCsv('')).toEqual([]);
    expect(parseCsv('\n')).toEqual([]);
  });

  it.each([
    ['a\n"cut off', /cut off or malformed at character 3/],
    ['a\nx"y\n', /malformed/],
    ['a,b\n1\n', /Row 1 of the CSV has 1 values; the header has 2/],
  ])('refuses %j', (text, message) => {
    expect(() => parseCsv(text)).toThrow(message);
  });

  it('reads a value of three megabytes, quotes included', () => {
    const long = 'a "word", and\n'.repeat(220_000);
    expect(parseCsv(toCsv([{ a: long }]))[0]?.['a']).toBe(long);
  });
});

// What Salesforce would not tell apart is told apart elsewhere: empty text and null, '#N/A', text and numbers.
const value = fc.string({ unit: 'grapheme' }).filter((text) => text !== '' && text !== '#N/A');
const awkward = fc.stringMatching(/^[",\r\n;\t x]{1,8}$/);
const tables = fc.uniqueArray(fc.stringMatching(/^[A-Za-z]\w{0,8}$/), { minLength: 1, maxLength: 5 }).chain((columns) =>
  fc.array(fc.record(Object.fromEntries(columns.map((column) => [column, fc.oneof(value, awkward)]))), {
    minLength: 1,
    maxLength: 20,
  }),
);

describe('any table', () => {
  it('is the same once written and read', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom('LF' as const, 'CRLF' as const), (rows, lineEnding) => {
        expect(parseCsv(toCsv(rows, { lineEnding }))).toEqual(rows.map((row) => ({ ...row })));
      }),
      { numRuns: 500 },
    );
  });

  it('is the same split over jobs, none of which is larger than allowed', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 400, max: 1_000 }), (rows, maxBytes) => {
        const parts = csvParts(rows, { maxBytes });
        expect(parts.flatMap(({ csv }) => parseCsv(csv))).toEqual(rows.map((row) => ({ ...row })));
        expect(parts.flatMap((part) => part.rows)).toEqual(rows);
        for (const { csv } of parts) expect(Buffer.byteLength(csv)).toBeLessThanOrEqual(maxBytes);
      }),
      { numRuns: 300 },
    );
  });
});

describe('csvParts', () => {
  it('counts bytes, not characters', () => {
    // Header 2, rows of 4 bytes each: 'é' is two.
    const rows = [{ a: 'éx' }, { a: 'éy' }, { a: 'éz' }];
    expect(csvParts(rows, { maxBytes: 10 }).map(({ csv }) => csv)).toEqual(['a\néx\néy\n', 'a\néz\n']);
    expect(csvParts(rows, { maxBytes: 9 })).toHaveLength(3);
  });

  it('refuses a row that no job can take', () => {
    expect(() => csvParts([{ a: '1' }, { a: 'x'.repeat(50) }], { maxBytes: 40 })).toThrow(
      'Row 2 needs 51 bytes; a job takes 38.',
    );
  });

  it('puts all columns into every job', () => {
    expect(csvParts([{ a: 1 }, { b: 2 }], { maxBytes: 8 }).map(({ csv }) => csv)).toEqual(['a,b\n1,\n', 'a,b\n,2\n']);
  });
});
