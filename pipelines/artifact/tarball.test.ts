import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTarball, type TarballReading } from './tarball.ts';
import { type MadeEntry, paxEntry, paxRecord, tar, tgz } from './tarball-maker.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tarball-test-'));
});
afterAll(() => rm(dir, { recursive: true }));

let made = 0;
async function read(bytes: Buffer): Promise<TarballReading> {
  made += 1;
  const file = join(dir, `${made}.tgz`);
  await writeFile(file, bytes);
  const reading = await readTarball(file, { keep: (path) => path === 'package.json' });
  await rm(file);
  return reading;
}

const packageJson = { path: 'package/package.json', content: '{"name":"x","version":"1.0.0"}' };

/** The code of what makes it unreadable, or `refused:` and `suspect:` codes of its entries. */
async function codesOf(bytes: Buffer): Promise<string[]> {
  const reading = await read(bytes);
  if (!reading.readable) return [reading.fault.code];
  const { refused, suspect } = reading;
  return [...refused.map(({ code }) => `refused:${code}`), ...suspect.map(({ code }) => `suspect:${code}`)];
}

describe('a sound tarball', () => {
  test('shows every file with size, mode, hash and beginning', async () => {
    const reading = await read(
      tgz([packageJson, { path: 'package/bin/x.js', content: '#!/usr/bin/env node\n', mode: 0o755 }]),
    );
    expect(reading).toMatchObject({
      readable: true,
      refused: [],
      suspect: [],
      files: [
        { path: 'package.json', size: 30, mode: 0o644 },
        {
          path: 'bin/x.js',
          size: 20,
          mode: 0o755,
          sha256: 'a59c47872b71f12589942892464e764c0db350c20b72228645615cc36e0a0725',
        },
      ],
    });
    if (!reading.readable) return;
    expect(reading.files[1]?.head.toString()).toBe('#!/usr/bin/env node\n');
    expect([...reading.kept]).toEqual([['package.json', Buffer.from(packageJson.content)]]);
  });

  const sound: Record<string, MadeEntry[]> = {
    'another directory than package/ around it': [{ ...packageJson, path: 'x-1.0.0/package.json' }],
    'entries for directories': [{ path: 'package/', type: '5' }, packageJson, { path: 'package/lib/', type: '5' }],
    'a long name in a pax header': [
      packageJson,
      ...paxEntry(paxRecord('path', `package/${'long/'.repeat(40)}x.js`), { path: 'package/short.js' }),
    ],
    'a long name as GNU tar writes it': [
      packageJson,
      { path: '././@LongLink', type: 'L', content: `package/${'long/'.repeat(40)}x.js\0` },
      { path: 'package/short.js' },
    ],
    'a comment for the whole archive, as git writes it': [
      { path: 'pax_global_header', type: 'g', content: paxRecord('comment', 'a'.repeat(40)) },
      packageJson,
    ],
  };
  for (const [title, entries] of Object.entries(sound)) {
    test(`is one with ${title}`, async () => expect(await codesOf(tgz(entries))).toEqual([]));
  }

  test('a name from an extended header is the name', async () => {
    const [long] = [`package/${'long/'.repeat(40)}x.js`];
    const reading = await read(tgz([packageJson, ...paxEntry(paxRecord('path', long), { path: 'package/short.js' })]));
    expect(reading.readable && reading.files.map(({ path }) => path)).toEqual(['package.json', long.slice(8)]);
  });
});

describe('what cannot be read says why', () => {
  const archive = tar([packageJson, { path: 'package/x.js', content: 'x'.repeat(700) }]);
  const packed = gzipSync(archive);
  const flip = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 0x55;
    return copy;
  };
  const cases: Record<string, [Buffer, string]> = {
    'an empty file': [Buffer.alloc(0), 'tarball-empty'],
    'one byte': [Buffer.from([0x1f]), 'tarball-not-gzip'],
    text: [Buffer.from('not a tarball'), 'tarball-not-gzip'],
    'a tar that is not compressed': [archive, 'tarball-not-gzip'],
    'gzip cut off in the middle': [packed.subarray(0, packed.length - 20), 'tarball-truncated'],
    'gzip cut off before its checksum': [packed.subarray(0, packed.length - 8), 'tarball-truncated'],
    'a wrong gzip checksum': [flip(packed, packed.length - 6), 'tarball-corrupt'],
    'bytes behind the gzip data': [Buffer.concat([packed, Buffer.from('more')]), 'tarball-trailing-data'],
    'zeros behind the gzip data': [Buffer.concat([packed, Buffer.alloc(64)]), 'tarball-trailing-data'],
    'an archive without entries': [gzipSync(tar([])), 'tarball-empty'],
    'nothing in gzip': [gzipSync(Buffer.alloc(0)), 'tarball-truncated'],
    'gzip within gzip': [gzipSync(packed), 'tarball-truncated'],
    'text in gzip': [gzipSync(Buffer.from('not a tarball'.repeat(100))), 'tarball-corrupt'],
    'an archive cut off inside a file': [gzipSync(archive.subarray(0, 512 * 4)), 'tarball-truncated'],
    'an archive cut off inside a header': [gzipSync(archive.subarray(0, 512 * 2 + 100)), 'tarball-truncated'],
    'an archive without its end mark': [gzipSync(tar([packageJson], { end: false })), 'tarball-truncated'],
    'half an end mark': [gzipSync(archive.subarray(0, archive.length - 512)), 'tarball-truncated'],
    'a header with a wrong checksum': [gzipSync(flip(archive, 512 * 2 + 3)), 'tarball-corrupt'],
    'an archive behind the archive': [gzipSync(Buffer.concat([archive, archive])), 'tarball-trailing-data'],
    'an entry between the empty blocks': [
      gzipSync(Buffer.concat([tar([packageJson], { end: false }), Buffer.alloc(512), archive])),
      'tarball-trailing-data',
    ],
    'something in the second block of the end mark': [
      gzipSync(Buffer.concat([tar([packageJson], { end: false }), Buffer.alloc(512), Buffer.alloc(512, 'x')])),
      'tarball-trailing-data',
    ],
    'an entry without a name': [tgz([packageJson, { path: '' }]), 'tarball-corrupt'],
    'a pax record with a wrong length': [tgz(paxEntry('99 path=package/x\n', packageJson)), 'tarball-corrupt'],
    'a pax value with a line end': [tgz(paxEntry(paxRecord('path', 'package/a\nb'), packageJson)), 'tarball-corrupt'],
    'a pax size that is no number of bytes': [tgz(paxEntry(paxRecord('size', '1.5'), packageJson)), 'tarball-corrupt'],
    'an extended header and nothing after it': [
      tgz([packageJson, { path: 'p', type: 'x', content: paxRecord('path', 'package/x') }]),
      'tarball-corrupt',
    ],
    'an extended header of two megabytes': [
      tgz(paxEntry(paxRecord('comment', 'x'.repeat(2 * 1024 ** 2)), packageJson)),
      'tarball-too-large',
    ],
    'a package.json of 17 megabytes': [
      tgz([{ ...packageJson, content: Buffer.alloc(17 * 1024 ** 2, 'x') }]),
      'tarball-too-large',
    ],
    'a bomb': [
      tgz([packageJson, { path: 'package/zeros', content: Buffer.alloc(40 * 1024 ** 2) }]),
      'tarball-too-large',
    ],
    'more entries than a package has': [
      tgz(Array.from({ length: 50_001 }, (_, n) => ({ path: `package/${n}` }))),
      'tarball-too-large',
    ],
  };
  for (const [title, [bytes, code]] of Object.entries(cases)) {
    test(title, async () => expect(await codesOf(bytes)).toEqual([code]));
  }

  test('the file that is cut off is named', async () => {
    const reading = await read(gzipSync(archive.subarray(0, 512 * 4)));
    expect(reading).toMatchObject({ fault: { args: { detail: '188 bytes of package/x.js are missing' } } });
  });

  test('data behind the gzip data is seen wherever the pieces of reading end', async () => {
    for (const length of [65_535, 65_536, 65_537]) {
      const noise = Buffer.from(Array.from({ length: length * 2 }, (_, n) => Math.imul(n, 2654435761) >>> 24));
      const whole = tgz([packageJson, { path: 'package/noise', content: noise }]);
      const padding = (65_536 - (whole.length % 65_536)) % 65_536;
      // A gzip comment field brings the end of the data to the end of a 64 KiB piece.
      const commented = Buffer.concat([
        whole.subarray(0, 3),
        Buffer.from([0x10]),
        whole.subarray(4, 10),
        Buffer.from(`${'c'.repeat(padding - 1)}\0`),
        whole.subarray(10),
      ]);
      expect(commented.length % 65_536).toBe(0);
      expect(await codesOf(commented)).toEqual([]);
      for (const tail of ['more', '\0\0\0\0']) {
        expect(await codesOf(Buffer.concat([commented, Buffer.from(tail)]))).toEqual(['tarball-trailing-data']);
      }
    }
  });
});

describe('entries that npm pack never makes are refused', () => {
  const cases: Record<string, [MadeEntry[], string]> = {
    'a path out of the package': [[{ path: 'package/../../etc/x' }], 'tarball-path-unsafe'],
    'a path that begins with ..': [[{ path: '../package/x' }], 'tarball-path-unsafe'],
    'a path that ends with ..': [[{ path: 'package/x/..' }], 'tarball-path-unsafe'],
    'an absolute path': [[{ path: '/package/x' }], 'tarball-path-unsafe'],
    'an absolute directory': [[{ path: '/', type: '5' }], 'tarball-path-unsafe'],
    'a drive letter': [[{ path: 'C:/package/x' }], 'tarball-path-unsafe'],
    'a backslash': [[{ path: 'package\\..\\..\\x' }], 'tarball-path-unsafe'],
    'a control character': [[{ path: 'package/\u001b[2Jx' }], 'tarball-path-unsafe'],
    'a . inside the path': [[{ path: 'package/./x' }], 'tarball-path-unsafe'],
    'two slashes': [[{ path: 'package//x' }], 'tarball-path-unsafe'],
    'a path out of the package in a pax header': [
      paxEntry(paxRecord('path', '../../x'), { path: 'package/x' }),
      'tarball-path-unsafe',
    ],
    'a symbolic link to an absolute path': [
      [{ path: 'package/x', type: '2', linkTarget: '/etc/passwd' }],
      'tarball-link-outside',
    ],
    'a symbolic link out of the package': [
      [{ path: 'package/lib/x', type: '2', linkTarget: '../../x' }],
      'tarball-link-outside',
    ],
    'a symbolic link to the directory around the package': [
      [{ path: 'package/x', type: '2', linkTarget: '..' }],
      'tarball-link-outside',
    ],
    'a symbolic link to nothing': [[{ path: 'package/lib/x', type: '2' }], 'tarball-link-outside'],
    'a hard link out of the package': [
      [{ path: 'package/x', type: '1', linkTarget: '../etc/passwd' }],
      'tarball-link-outside',
    ],
    'a hard link to a file of another name root': [
      [{ path: 'package/x', type: '1', linkTarget: 'etc/passwd' }],
      'tarball-link-outside',
    ],
    'a character device': [[{ path: 'package/x', type: '3' }], 'tarball-special-entry'],
    'a block device': [[{ path: 'package/x', type: '4' }], 'tarball-special-entry'],
    'a fifo': [[{ path: 'package/x', type: '6' }], 'tarball-special-entry'],
    'a sparse file': [[{ path: 'package/x', type: 'S' }], 'tarball-special-entry'],
    'an unknown type': [[{ path: 'package/x', type: '~' }], 'tarball-special-entry'],
    'a file that is there twice': [[{ path: 'package/x' }, { path: 'package/x' }], 'tarball-entry-twice'],
    'a file below a file': [[{ path: 'package/x' }, { path: 'package/x/y' }], 'tarball-entry-twice'],
    'a file beside the package': [[{ path: 'x' }], 'tarball-entry-outside-root'],
    'two directories': [[{ path: 'other/x' }], 'tarball-several-roots'],
  };
  for (const [title, [entries, code]] of Object.entries(cases)) {
    test(title, async () => expect(await codesOf(tgz([packageJson, ...entries]))).toEqual([`refused:${code}`]));
  }

  test('many entries with one fault are one finding with the first and a count', async () => {
    const reading = await read(tgz([packageJson, ...[1, 2, 3].map((n) => ({ path: `package/../${n}` }))]));
    expect(reading.readable && reading.refused.map(({ args }) => args)).toEqual([
      { entry: 'package/../1', reason: 'leaves the package with ..', more: 2 },
    ]);
  });
});

describe('entries that a package should not have are suspect', () => {
  const cases: Record<string, [MadeEntry[], string]> = {
    'a symbolic link inside the package': [
      [{ path: 'package/x', type: '2', linkTarget: './package.json' }],
      'tarball-link',
    ],
    'a hard link inside the package': [
      [{ path: 'package/x', type: '1', linkTarget: 'package/package.json' }],
      'tarball-link',
    ],
    'names that differ by capitals': [[{ path: 'package/a.js' }, { path: 'package/A.js' }], 'tarball-names-collide'],
    'directories that differ by capitals': [
      [{ path: 'package/lib/a.js' }, { path: 'package/Lib/b.js' }],
      'tarball-names-collide',
    ],
    'names that differ by Unicode composition': [
      [{ path: 'package/\u00e9' }, { path: 'package/e\u0301' }],
      'tarball-names-collide',
    ],
    'a setuid bit': [[{ path: 'package/x', mode: 0o4755 }], 'tarball-mode-privileged'],
    'a setgid bit': [[{ path: 'package/x', mode: 0o2755 }], 'tarball-mode-privileged'],
    'a sticky bit': [[{ path: 'package/x', mode: 0o1755 }], 'tarball-mode-privileged'],
  };
  for (const [title, [entries, code]] of Object.entries(cases)) {
    test(title, async () => expect(await codesOf(tgz([packageJson, ...entries]))).toEqual([`suspect:${code}`]));
  }
});

test('an abort ends the reading', async () => {
  const file = join(dir, 'abort.tgz');
  await writeFile(file, tgz([packageJson]));
  await expect(readTarball(file, { keep: () => false, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});
