import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

export interface TinyWheel {
  readonly name?: string;
  readonly version?: string;
  /** Ends the file name; `py3-none-any` by default. */
  readonly tag?: string;
  /** Further lines of METADATA. */
  readonly metadata?: readonly string[];
  readonly purelib?: boolean;
  /** Further files by path; undefined takes one of the usual files out again. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  /** Changes RECORD when all is written. */
  readonly record?: (lines: string) => string;
  /** Permission and type bits by path. */
  readonly modes?: Readonly<Record<string, number>>;
}

/**
 * Writes a wheel whose command says who runs it, for tests.
 * The format: https://packaging.python.org/specifications/binary-distribution-format/
 * @returns the path of the wheel in `dir`
 */
export function writeTinyWheel(dir: string, wheel: TinyWheel = {}): string {
  const { name = 'tiny', version = '1.0', tag = 'py3-none-any', metadata = [], purelib = true } = wheel;
  const info = `${name}-${version}.dist-info`;
  const usual = {
    [`${name}/__init__.py`]: `import sys\n\ndef main():\n    print("${name} ${version}", sys.prefix, *sys.argv[1:])\n    return 7\n`,
    [`${info}/METADATA`]: [
      'Metadata-Version: 2.1',
      `Name: ${name}`,
      `Version: ${version}`,
      ...metadata,
      '',
      'Text',
    ].join('\n'),
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nRoot-Is-Purelib: ${purelib}\nTag: ${tag}\n`,
    [`${info}/entry_points.txt`]: `[console_scripts]\n${name}-hello = ${name}:main\n`,
  };
  const files: [string, string][] = [];
  for (const [path, text] of Object.entries({ ...usual, ...wheel.files })) {
    if (text !== undefined) files.push([path, text]);
  }
  const record = files.map(([path, text]) => `${cell(path)},${hashOf(text)},${Buffer.byteLength(text)}\n`).join('');
  files.push([`${info}/RECORD`, (wheel.record ?? String)(`${record}${info}/RECORD,,\n`)]);
  const file = join(dir, `${name}-${version}-${tag}.whl`);
  writeFileSync(file, zip(files, wheel.modes ?? {}));
  return file;
}

function cell(text: string): string {
  return text.includes(',') ? `"${text}"` : text;
}

function hashOf(text: string): string {
  return `sha256=${createHash('sha256').update(text).digest('base64url')}`;
}

/** A zip archive without compression (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16). */
function zip(files: readonly [string, string][], modes: Readonly<Record<string, number>>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of files) {
    const name = Buffer.from(path);
    const data = Buffer.from(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    // January 1, 1980, the first day that the format knows.
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, name, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((modes[path] ?? 0o100644) * 0x10000, 6);
    rest.writeUInt32LE(offset, 10);
    // "Version made by" Unix, without which the mode means nothing.
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0003'), common, rest, name]));
    bodies.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}
