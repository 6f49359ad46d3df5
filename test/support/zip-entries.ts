/** A file in a ZIP archive. */
export interface ZipEntry {
  readonly name: string;
  /** In bytes, as it is packed. */
  readonly packedSize: number;
}

const END = 0x06054b50;
const ENTRY_SIZE = 46;

/** The entries of a ZIP archive, from its central directory (PKWARE's APPNOTE, 4.3.12 and 4.3.16). */
export function zipEntries(archive: Buffer): ZipEntry[] {
  let end = archive.length - 22;
  while (end >= 0 && archive.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new Error('This is no ZIP archive.');
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    entries.push({
      name: archive.toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + name),
      packedSize: archive.readUInt32LE(at + 20),
    });
    at += ENTRY_SIZE + name + extra + comment;
  }
  return entries;
}
