import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;

/** The pixels of a picture, three bytes each. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

/**
 * The same picture in at most 256 colours, in a third of the bytes: a screenshot has few, but for the edges of letters.
 *
 * @param png - As Chromium writes it: 8 bits, red, green and blue, not interlaced.
 * @throws {TypeError} for any other PNG.
 */
export function smallPng(png: Buffer): Buffer {
  const { width, height, rgb } = pixelsOf(png);
  const colours = chosenColours(rgb);
  const nearest = new Map<number, number>(colours.map((colour, index) => [colour, index]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < width * height; at++) {
    const colour = rgb.readUIntBE(at * 3, 3);
    let index = nearest.get(colour);
    if (index === undefined) nearest.set(colour, (index = nearestOf(colour, colours)));
    rows[at + Math.floor(at / width) + 1] = index;
  }
  const palette = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

function pixelsOf(png: Buffer): Pixels {
  const chunks = chunksOf(png);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (header?.[8] !== 8 || header[9] !== 2 || header[12] !== 0)
    throw new TypeError('This is not a PNG of 8 bits in red, green and blue, without interlacing.');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  return { width, height, rgb: unfiltered(inflateSync(packed), width * 3, height) };
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

/** Takes back what each row was made smaller by: PNG specification, section 9. */
function unfiltered(filtered: Buffer, stride: number, height: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row++) {
    const filter = filtered[row * (stride + 1)];
    for (let at = 0; at < stride; at++) {
      const here = row * stride + at;
      const left = at < 3 ? 0 : out[here - 3]!;
      const up = row === 0 ? 0 : out[here - stride]!;
      const corner = at < 3 || row === 0 ? 0 : out[here - stride - 3]!;
      const guesses = [0, left, up, (left + up) >> 1, paeth(left, up, corner)];
      out[here] = filtered[here + row + 1]! + guesses[filter!]!;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const [byLeft, byUp, byCorner] = [left, up, corner].map((one) => Math.abs(left + up - corner - one)) as [
    number,
    number,
    number,
  ];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

/** Half of them those that are most frequent; the others stand for the rest, so that what is small keeps its hue. */
function chosenColours(rgb: Buffer): number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = rgb.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byCount = [...counts].toSorted(([, one], [, other]) => other - one);
  const hues = new Map<number, { readonly colour: number; count: number }>();
  for (const [colour, count] of byCount.slice(MOST_COLOURS / 2)) {
    const hue = colour & 0xe0e0e0;
    const known = hues.get(hue);
    if (known) known.count += count;
    else hues.set(hue, { colour, count });
  }
  const others = [...hues.values()].toSorted((one, other) => other.count - one.count);
  return [...byCount.map(([colour]) => colour).slice(0, MOST_COLOURS / 2), ...others.map(({ colour }) => colour)].slice(
    0,
    MOST_COLOURS,
  );
}

function nearestOf(colour: number, colours: readonly number[]): number {
  const distances = colours.map((one) =>
    [16, 8, 0].reduce((sum, bits) => sum + (((one >> bits) & 255) - ((colour >> bits) & 255)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}
