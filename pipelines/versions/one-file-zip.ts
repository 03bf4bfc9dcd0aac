/**
 * A zip archive of one file, stored as it is: as much of a wheel as is read here.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT sections 4.3.7, 4.3.12, 4.3.16
 */
import { crc32 } from 'node:zlib';

export function oneFileZip(name: string, content: string): Buffer {
  const [nameBytes, data] = [Buffer.from(name), Buffer.from(content)];
  const shared = fields(
    [20, 2],
    [0x0800, 2],
    [0, 2],
    [0, 2],
    [0x21, 2],
    [crc32(data), 4],
    [data.length, 4],
    [data.length, 4],
    [nameBytes.length, 2],
    [0, 2],
  );
  const local = Buffer.concat([fields([0x04034b50, 4]), shared, nameBytes, data]);
  const rest = fields([0, 2], [0, 2], [0, 2], [0, 4], [0, 4]);
  const directory = Buffer.concat([fields([0x02014b50, 4], [20, 2]), shared, rest, nameBytes]);
  const end = fields([0x06054b50, 4], [0, 2], [0, 2], [1, 2], [1, 2], [directory.length, 4], [local.length, 4], [0, 2]);
  return Buffer.concat([local, directory, end]);
}

/** Little-endian unsigned integers, each `[value, bytes]`. */
function fields(...list: (readonly [number, number])[]): Buffer {
  return Buffer.concat(
    list.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}
