/** Changes to the entries of an archive, by whoever knows what a tar archive is. */
import { gzipSync } from 'node:zlib';
import { type MadeEntry, paxEntry, paxRecord, tar, tgz } from '../tarball-maker.ts';
import type { Random } from './random.ts';

export type EntryMutation = (entries: readonly MadeEntry[], random: Random) => MadeEntry[];

/** Names that somebody could hope we write, follow, print or stumble over. `outside` is a path that must never appear. */
export function hostileNames(outside: string): readonly string[] {
  return [
    `../${'../'.repeat(12)}${outside}`,
    `package/../../${outside}`,
    `package/${'../'.repeat(12)}${outside.replace(/^\//, '')}`,
    outside,
    `/${outside}`,
    `package/${outside}`,
    'package/..',
    'package/.',
    'package/',
    'package//x',
    'package/./x',
    './package/x',
    'x',
    '..',
    '.',
    '/',
    'C:/x',
    'package/C:x',
    'package\\..\\x',
    'package/con',
    'package/nul.txt',
    'package/x.',
    'package/a:b',
    'package/\u001b[2J\u0007x',
    'package/\u202ex',
    'package/e\u0301',
    'package/\u00e9',
    'package/PACKAGE.JSON',
    'package/package.json',
    'package/package.json/x',
    'package/dist',
    'package/dist/bin.js/x',
    'package/__proto__',
    'package/constructor',
    'package/assets/evil-1-py3-none-any.whl',
    'package/.env',
    'package/id_rsa',
    'package/.git/config',
    'package/x.tgz',
    'package/node_modules/inner/package.json',
    'other/package.json',
    `package/${'d/'.repeat(500)}x`,
    `package/${'x'.repeat(300)}`,
    `package/${'n'.repeat(5000)}`,
    'package/ ',
    '',
  ];
}

const types = ['0', '\0', '1', '2', '3', '4', '5', '6', '7', 'x', 'g', 'L', 'K', 'S', 'X', 'N', 'V', 'D', '~', ' '];
const sizes = [0, 1, 511, 512, 513, 100_000, 8 ** 11 - 1, 2 ** 31, -1];
const modes = [0, 0o644, 0o755, 0o777, 0o4755, 0o7777, 0o2755];

/** @param outside absolute; a path that must never appear */
export function entryMutations(outside: string): Readonly<Record<string, EntryMutation>> {
  const names = hostileNames(outside);
  const change = (how: (entry: MadeEntry, random: Random) => MadeEntry[]): EntryMutation => {
    return (entries, random) => {
      const at = random.below(entries.length);
      return entries.flatMap((entry, index) => (index === at ? how(entry, random) : [entry]));
    };
  };
  const records = (random: Random): string =>
    random.pick([
      paxRecord('path', random.pick(names)),
      paxRecord('linkpath', random.pick(names)),
      paxRecord('size', String(random.pick([...sizes, 1e15, 0.5]))),
      paxRecord('mtime', random.pick(['NaN', '1e400', '-1', '1.5'])),
      paxRecord('mode', '4755'),
      paxRecord('uid', '99999999999999'),
      paxRecord('GNU.sparse.name', random.pick(names)),
      paxRecord('GNU.sparse.realsize', '99999999999'),
      paxRecord('SCHILY.dev', '1'),
      paxRecord('comment', 'x'.repeat(random.below(3000))),
      paxRecord('__proto__', 'x'),
      '5 a=b',
      '999 path=x\n',
      '0 path=x\n',
      '-1 path=x\n',
      '11 path=\n\n\n',
      '\0\0\0',
      'x'.repeat(random.below(2000)),
    ]);
  return {
    'names an entry': change((entry, random) => [{ ...entry, path: random.pick(names) }]),
    'names an entry in a pax header': change((entry, random) => paxEntry(records(random) + records(random), entry)),
    'names all entries in a pax header': (entries, random) => [
      { path: 'g', type: 'g', content: records(random) },
      ...entries,
    ],
    'names an entry as GNU tar does': change((entry, random) => [
      { path: '././@LongLink', type: random.pick(['L', 'K', 'N']), content: `${random.pick(names)}\0` },
      entry,
    ]),
    'makes an entry something else': change((entry, random) => [{ ...entry, type: random.pick(types) }]),
    'makes an entry a link': change((entry, random) => [
      { ...entry, type: random.pick(['1', '2']), linkTarget: random.pick(names), content: '' },
    ]),
    'gives an entry a link target': change((entry, random) => [{ ...entry, linkTarget: random.pick(names) }]),
    'gives an entry a prefix': change((entry, random) => [{ ...entry, prefix: random.pick(names) }]),
    'lies about a size': change((entry, random) => [{ ...entry, size: random.pick(sizes) }]),
    'gives an entry a mode': change((entry, random) => [{ ...entry, mode: random.pick(modes) }]),
    'repeats an entry': change((entry) => [entry, entry]),
    'takes an entry out': change(() => []),
    'empties an entry': change((entry) => [{ ...entry, content: '' }]),
    'fills an entry': change((entry, random) => [{ ...entry, content: random.bytes(random.below(5000)) }]),
    'puts a link below a link': (entries, random) => [
      ...entries,
      { path: 'package/l', type: '2', linkTarget: random.pick(names) },
      { path: 'package/l/x', content: 'x' },
    ],
    'nests itself': (entries) => [...entries, { path: 'package/inner.tgz', content: tgz(entries) }],
    'nests an archive without compression': (entries) => [
      ...entries,
      { path: 'package/inner.tar', content: tar(entries) },
    ],
    'repeats itself many times': (entries, random) =>
      Array.from({ length: 1 + random.below(40) }, (_, n) =>
        entries.map((entry) => ({ ...entry, path: String(entry.path).replace('package/', `package/${n}/`) })),
      ).flat(),
    'has many entries': (entries, random) => [
      ...entries,
      ...Array.from({ length: random.below(3000) }, (_, n) => ({ path: `package/many/${n % 7}/${n}` })),
    ],
    'has many pax headers': (entries, random) => [
      ...Array.from({ length: random.below(50) }, () => ({ path: 'p', type: 'x', content: records(random) })),
      ...entries,
    ],
    'shuffles its entries': (entries, random) => entries.toSorted(() => random.next() - 0.5),
  };
}

/** Changes one field of one header, and makes the checksum right again. */
export function changeHeader(archive: Buffer, random: Random): Buffer {
  const copy = Buffer.from(archive);
  const headers = [];
  for (let start = 0; start + 512 <= copy.length; start += 512) {
    if (copy.toString('latin1', start + 257, start + 262) === 'ustar') headers.push(start);
  }
  if (headers.length === 0) return copy;
  const start = random.pick(headers);
  const [at, length] = random.pick(fields);
  const width = 1 + random.below(length);
  const value = random.pick([
    random.bytes(width),
    Buffer.alloc(width, random.pick(['7', '0', ' ', '\0', '9', '/', '.', 'x'])),
    // A number in base 256, as GNU tar writes large ones.
    Buffer.concat([Buffer.from([random.pick([0x80, 0xff])]), random.bytes(Math.max(0, width - 1))]),
  ]);
  value.copy(copy, start + at, 0, width);
  copy.write(' '.repeat(8), start + 148);
  const sum = copy.subarray(start, start + 512).reduce((total, byte) => total + byte, 0);
  copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, start + 148);
  return copy;
}

/** Offsets and lengths of the fields of a ustar header. */
const fields: readonly (readonly [number, number])[] = [
  [0, 100],
  [100, 8],
  [108, 8],
  [116, 8],
  [124, 12],
  [136, 12],
  [156, 1],
  [157, 100],
  [257, 8],
  [265, 32],
  [329, 8],
  [345, 155],
  [475, 1],
];

type Compression = (archive: Buffer, random: Random) => Buffer;

/** Ways to make one gzip file of an archive. */
export const compressions: Readonly<Record<string, Compression>> = {
  'in two members': (archive, random) => {
    const at = random.below(archive.length);
    return Buffer.concat([gzipSync(archive.subarray(0, at)), gzipSync(archive.subarray(at))]);
  },
  'in many members': (archive, random) => {
    const piece = 1 + random.below(4000);
    const count = Math.min(80, Math.ceil(archive.length / piece));
    return Buffer.concat(
      Array.from({ length: count }, (_, n) => gzipSync(archive.subarray(n * piece, n * piece + piece))),
    );
  },
  'with an empty member behind': (archive) => Buffer.concat([gzipSync(archive), gzipSync('')]),
  twice: (archive) => gzipSync(gzipSync(archive)),
  'and another archive behind': (archive) => gzipSync(Buffer.concat([archive, archive])),
  'and zeros without end': (archive, random) =>
    gzipSync(Buffer.concat([archive, Buffer.alloc(random.below(60) * 1024 ** 2)])),
  'not at all': (archive) => archive,
  stored: (archive) => gzipSync(archive, { level: 0 }),
};
