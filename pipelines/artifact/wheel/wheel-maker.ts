/** Makes wheels, sound and hostile, for tests and for the negative control: every field of the zip can be chosen. */
import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';

export interface MadeZipEntry {
  name: string;
  content?: string | Buffer;
  stored?: boolean;
  /** Unix mode with the type's bits */
  mode?: number;
  /** what the directory says, when it is not so */
  size?: number;
  packed?: number;
  crc?: number;
  flags?: number;
  method?: number;
  extra?: Buffer;
  /** what the entry's own header says, when it is not what the directory says */
  localName?: string;
  localSize?: number;
  localMethod?: number;
  /** offset of the local header that the directory names, when it is another */
  at?: number;
}

export interface ZipChanges {
  comment?: string;
  /** bytes before everything else; offsets do not count them */
  prefix?: Buffer;
  /** bytes between the data and the directory, and behind the directory */
  gap?: Buffer;
  behind?: Buffer;
  /** changes to the end record */
  count?: number;
  disks?: number;
}

/** A zip file of `entries`. */
export function zip(entries: readonly MadeZipEntry[], changes: ZipChanges = {}): Buffer {
  const { comment = '', prefix = Buffer.alloc(0), gap = Buffer.alloc(0), behind = Buffer.alloc(0) } = changes;
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const made = fieldsOf(entry);
    const local = localOf(entry, made);
    central.push(centralOf(entry, made, entry.at ?? at));
    locals.push(local, made.data);
    at += local.length + made.data.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(changes.disks ?? 0, 4);
  end.writeUInt16LE(changes.count ?? entries.length, 8);
  end.writeUInt16LE(changes.count ?? entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at + gap.length, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([prefix, ...locals, gap, directory, behind, end, Buffer.from(comment)]);
}

function fieldsOf({ content = '', stored = false, ...entry }: MadeZipEntry) {
  const bytes = Buffer.from(content);
  const data = stored ? bytes : deflateRawSync(bytes);
  return {
    data,
    method: entry.method ?? (stored ? 0 : 8),
    crc: entry.crc ?? crc32(bytes),
    packed: entry.packed ?? data.length,
    size: entry.size ?? bytes.length,
    flags: entry.flags ?? 0x0800,
  };
}

type Made = ReturnType<typeof fieldsOf>;

function localOf({ name, localName = name, localSize, localMethod }: MadeZipEntry, made: Made): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(made.flags, 6);
  header.writeUInt16LE(localMethod ?? made.method, 8);
  const isDescribed = (made.flags & 8) !== 0;
  header.writeUInt32LE(isDescribed ? 0 : made.crc, 14);
  header.writeUInt32LE(isDescribed ? 0 : made.packed, 18);
  header.writeUInt32LE(isDescribed ? 0 : (localSize ?? made.size), 22);
  header.writeUInt16LE(Buffer.byteLength(localName), 26);
  return Buffer.concat([header, Buffer.from(localName)]);
}

function centralOf({ name, mode = 0o100644, extra = Buffer.alloc(0) }: MadeZipEntry, made: Made, at: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(0x0314, 4);
  header.writeUInt16LE(made.flags, 8);
  header.writeUInt16LE(made.method, 10);
  header.writeUInt32LE(made.crc, 16);
  header.writeUInt32LE(made.packed, 20);
  header.writeUInt32LE(made.size, 24);
  header.writeUInt16LE(Buffer.byteLength(name), 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE((mode << 16) >>> 0, 38);
  header.writeUInt32LE(at, 42);
  return Buffer.concat([header, Buffer.from(name), extra]);
}

export interface MadeWheel {
  name?: string;
  version?: string;
  tags?: readonly string[];
  /** path -> content of the modules, besides the metadata */
  modules?: Readonly<Record<string, string | Buffer>>;
  scripts?: string;
  /** replaces a file of the `.dist-info` directory; undefined: it is left out */
  info?: Readonly<Record<string, string | undefined>>;
  /** further entries, which RECORD does not name */
  more?: readonly MadeZipEntry[];
  changes?: ZipChanges;
}

/** A wheel whose RECORD describes it, but for what is changed. */
export function wheel(made: MadeWheel = {}): Buffer {
  const { name = 'some_tool', version = '0.1.0', tags = ['py3-none-any'] } = made;
  const { modules = { 'some_tool/__init__.py': '', 'some_tool/cli.py': 'def main(): pass\n' } } = made;
  const { scripts = '[console_scripts]\nsome-tool = some_tool.cli:main\n' } = made;
  const dir = `${name}-${version}.dist-info`;
  const info: Record<string, string | undefined> = {
    METADATA: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\nName: not a header\n`,
    WHEEL: ['Wheel-Version: 1.0', 'Root-Is-Purelib: true', ...tags.map((tag) => `Tag: ${tag}`), ''].join('\n'),
    'entry_points.txt': scripts,
    ...made.info,
  };
  const files: [string, string | Buffer][] = [
    ...Object.entries(modules),
    ...Object.entries(info).flatMap(([file, content]): [string, string][] =>
      content === undefined || file === 'RECORD' ? [] : [[`${dir}/${file}`, content]],
    ),
  ];
  const lines = files.map(([path, content]) => {
    const digest = createHash('sha256').update(content).digest('base64url');
    return `${/[",]/.test(path) ? `"${path.replaceAll('"', '""')}"` : path},sha256=${digest},${Buffer.byteLength(content)}`;
  });
  const record = 'RECORD' in info ? info.RECORD : [...lines, `${dir}/RECORD,,`, ''].join('\n');
  if (record !== undefined) files.push([`${dir}/RECORD`, record]);
  return zip([...files.map(([path, content]) => ({ name: path, content })), ...(made.more ?? [])], made.changes);
}
