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

/** The code of what makes it unreadable, or the codes of what is wrong with its entries. */
async function codesOf(bytes: Buffer): Promise<string[]> {
  const reading = await read(bytes);
  if (!reading.readable) return [reading.fault.code];
  return [...reading.refused, ...reading.suspect].map(({ code }) => code);
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

  test('is one with every field that a gzip header may have', async () => {
    const whole = tgz([packageJson]);
    const fields = Buffer.from([2 + 4 + 8 + 16]);
    const more = Buffer.concat([
      Buffer.from([3, 0]),
      Buffer.from('abc'),
      Buffer.from('name\0comment\0'),
      Buffer.alloc(2),
    ]);
    const full = Buffer.concat([whole.subarray(0, 3), fields, whole.subarray(4, 10), more, whole.subarray(10)]);
    expect(await codesOf(full)).toEqual([]);
  });

  test('the name of an extended header is the whole name, whatever prefix the header has', async () => {
    const long = `package/${'x'.repeat(100)}`;
    const bytes = tar([packageJson, ...paxEntry(paxRecord('path', long), { path: 'package/short', prefix: 'other' })]);
    const reading = await read(gzipSync(bytes));
    expect(reading.readable && reading.files.map(({ path }) => path)).toEqual(['package.json', 'x'.repeat(100)]);
  });

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
    'a pax header that says its path twice': [
      tgz(paxEntry(paxRecord('path', 'package/a') + paxRecord('path', 'package/b'), packageJson)),
      'tarball-corrupt',
    ],
    'a pax header of a sparse file, whose name other tools change': [
      tgz(paxEntry(paxRecord('GNU.sparse.name', 'package/b'), packageJson)),
      'tarball-corrupt',
    ],
    'a pax header that changes the type': [
      tgz(paxEntry(paxRecord('type', 'Directory'), packageJson)),
      'tarball-corrupt',
    ],
    'a size for all entries': [
      tgz([{ path: 'g', type: 'g', content: paxRecord('size', '30') }, packageJson]),
      'tarball-corrupt',
    ],
    'a path for all entries': [
      tgz([{ path: 'g', type: 'g', content: paxRecord('path', 'package/x') }, packageJson]),
      'tarball-corrupt',
    ],
    'a file with a link target, whose bytes npm would take for headers': [
      tgz([packageJson, { path: 'package/x', linkTarget: 'y', content: tar([{ path: 'package/z' }], { end: false }) }]),
      'tarball-corrupt',
    ],
    'a gzip header of an unknown method': [flip(packed, 2), 'tarball-corrupt'],
    'a gzip header with unknown flags': [flip(packed, 3), 'tarball-corrupt'],
    'a gzip header that is cut off': [packed.subarray(0, 6), 'tarball-truncated'],
    'a gzip header that is cut off in its file name': [
      Buffer.concat([packed.subarray(0, 3), Buffer.from([8]), packed.subarray(4, 10), Buffer.from('name')]),
      'tarball-truncated',
    ],
    'a gzip header with a file name without an end': [
      Buffer.concat([packed.subarray(0, 3), Buffer.from([8]), packed.subarray(4, 10), Buffer.alloc(70_000, 'x')]),
      'tarball-corrupt',
    ],
    'a wrong size behind the gzip data': [flip(packed, packed.length - 2), 'tarball-corrupt'],
    'more gzip members than anybody makes': [
      Buffer.concat([packed, ...Array.from({ length: 64 }, () => gzipSync(''))]),
      'tarball-too-large',
    ],
    'an extended header and nothing after it': [
      tgz([packageJson, { path: 'p', type: 'x', content: paxRecord('path', 'package/x') }]),
      'tarball-corrupt',
    ],
    'an extended header of two megabytes': [
      tgz(paxEntry(paxRecord('comment', 'x'.repeat(2 * 1024 ** 2)), packageJson)),
      'tarball-too-large',
    ],
    'a package.json of five megabytes': [
      tgz([{ ...packageJson, content: Buffer.alloc(5 * 1024 ** 2, 'x') }]),
      'tarball-too-large',
    ],
    'a path of more bytes than any system takes': [
      tgz(paxEntry(paxRecord('path', `package/${'x'.repeat(4096)}`), packageJson)),
      'tarball-too-large',
    ],
    'a link target of more bytes than any system takes': [
      tgz(paxEntry(paxRecord('linkpath', 'x'.repeat(4097)), { path: 'package/x', type: '2' })),
      'tarball-too-large',
    ],
    'names of more than eight megabytes': [
      tgz(
        Array.from({ length: 2100 }, (_, n) =>
          paxEntry(paxRecord('path', `package/${n}/${'x'.repeat(4000)}`), packageJson),
        ).flat(),
      ),
      'tarball-too-large',
    ],
    'more than a megabyte of zeros at the end': [
      gzipSync(Buffer.concat([archive, Buffer.alloc(1024 ** 2 + 512)])),
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

test('an abort ends the reading', async () => {
  const file = join(dir, 'abort.tgz');
  await writeFile(file, tgz([packageJson]));
  await expect(readTarball(file, { keep: () => false, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});
