import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { smallPng } from '../run/small-png.ts';

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

const png = (header: number[], filtered: number[]): Buffer =>
  Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.from(header)),
    chunk('IDAT', deflateSync(Buffer.from(filtered))),
    chunk('IEND', Buffer.alloc(0)),
  ]);

/** The chunk of a type. */
function dataOf(picture: Buffer, type: string): Buffer {
  const at = picture.indexOf(type);
  return picture.subarray(at + 4, at + 4 + picture.readUInt32BE(at - 4));
}

const HEADER = [0, 0, 0, 2, 0, 0, 0, 5, 8, 2, 0, 0, 0];
// Every row is red and blue, each written by another of the five filters.
const ROWS = [
  [0, 255, 0, 0, 0, 0, 255],
  [1, 255, 0, 0, 1, 0, 255],
  [2, 0, 0, 0, 0, 0, 0],
  [3, 128, 0, 0, 129, 0, 128],
  [4, 0, 0, 0, 0, 0, 0],
];

describe('smallPng', () => {
  it('writes the same picture by a palette', () => {
    const small = smallPng(png(HEADER, ROWS.flat()));
    expect([...dataOf(small, 'IHDR')]).toEqual([0, 0, 0, 2, 0, 0, 0, 5, 8, 3, 0, 0, 0]);
    expect([...dataOf(small, 'PLTE')]).toEqual([255, 0, 0, 0, 0, 255]);
    expect([...inflateSync(dataOf(small, 'IDAT'))]).toEqual(ROWS.flatMap(() => [0, 0, 1]));
    expect(small.includes(chunk('IEND', Buffer.alloc(0)))).toBe(true);
  });

  it('gives a colour that is too rare the nearest one', () => {
    const greys = Array.from({ length: 256 }, (_, grey) => [0, ...[grey, grey, grey], ...[grey, grey, grey]]).flat();
    const small = smallPng(png([0, 0, 0, 2, 0, 0, 1, 1, 8, 2, 0, 0, 0], [...greys, 0, 7, 7, 8, 7, 7, 7]));
    // The 128 most frequent ones, and one for each eighth of the others.
    const palette = dataOf(small, 'PLTE');
    expect(palette.length / 3).toBeLessThan(140);
    const rows = inflateSync(dataOf(small, 'IDAT'));
    const [red, green, blue] = palette.subarray(3 * rows.at(-1)!);
    expect([red, green, blue].every((one) => one! < 32)).toBe(true);
  });

  it('takes nothing but what it knows', () => {
    expect(() => smallPng(png([0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0], [0, 1, 2, 3, 4]))).toThrow(TypeError);
  });
});
