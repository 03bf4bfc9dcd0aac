/** Tarballs that claim or hold far more than they weigh, and what it takes to read them. */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type MadeEntry, paxEntry, paxRecord, tar } from '../tarball-maker.ts';
import { wheel } from '../wheel/wheel-maker.ts';
import { openWatch, type Tried } from './watch.ts';

const megabyte = 1024 ** 2;
const packageJson: MadeEntry = { path: 'package/package.json', content: '{"name":"x","version":"1.0.0"}' };

/** Bytes that gzip packs to about a 150th: below the ratio that is refused. */
function* dense(megabytes: number): Generator<Buffer> {
  const piece = Buffer.alloc(megabyte);
  let state = 1;
  for (let at = 0; at < 6 * 1024; at += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    piece[at] = state >>> 16;
  }
  for (let n = 0; n < megabytes; n += 1) {
    piece.writeUInt32LE(n, 0);
    yield Buffer.from(piece);
  }
}

function* zeros(megabytes: number): Generator<Buffer> {
  const piece = Buffer.alloc(megabyte);
  for (let n = 0; n < megabytes; n += 1) yield piece;
}

function* file(path: string, megabytes: number, body: Iterable<Buffer>): Generator<Buffer> {
  yield tar([packageJson], { end: false });
  yield tar([{ path, size: megabytes * megabyte }], { end: false });
  yield* body;
  yield tar([]);
}

/** What is in each archive, before it is packed. `megabytes` is how large it gets. */
const kinds: Readonly<Record<string, (megabytes: number) => Iterable<Buffer>>> = {
  'a file of zeros': (megabytes) => file('package/x', megabytes, zeros(megabytes)),
  'a file within the ratio': (megabytes) => file('package/x', megabytes, dense(megabytes)),
  'zeros behind the end': function* (megabytes) {
    yield tar([packageJson]);
    yield* zeros(megabytes);
  },
  'a file that only claims its size': (megabytes) => [
    tar([packageJson, { path: 'package/x', size: megabytes * megabyte }]),
  ],
  'a package.json of that size': (megabytes) => file('package/package.json', megabytes, zeros(megabytes)),
  'names of that size': function* (megabytes) {
    for (let n = 0; n < megabytes; n += 1) {
      const entries = Array.from({ length: 256 }, (_, of) =>
        paxEntry(paxRecord('path', `package/${n}/${of}/${'d/'.repeat(2030)}`.slice(0, 4095)), { path: 'package/x' }),
      );
      yield tar(entries.flat(), { end: false });
    }
    yield tar([packageJson]);
  },
  'as many entries as go into it': function* (megabytes) {
    yield tar([packageJson], { end: false });
    for (let n = 0; n < megabytes; n += 1) {
      yield tar(
        Array.from({ length: 2048 }, (_, of) => ({ path: `package/${n}/${of}` })),
        { end: false },
      );
    }
    yield tar([]);
  },
  // Not far from what some packages of icons are.
  'as many small files as are allowed': () => smallFiles('dist'),
  'as many small files as are allowed, compared with as many': () => smallFiles('dist'),
  'a wheel of zeros': (megabytes) => wheelOf(Buffer.alloc(Math.min(512, megabytes) * megabyte)),
  'a wheel within the ratio': (megabytes) => wheelOf(Buffer.concat([...dense(Math.min(256, megabytes))])),
};

/** What a kind is compared with. */
const previousOf: Readonly<Record<string, () => Iterable<Buffer>>> = {
  // Every file has moved: the most that there is to say.
  'as many small files as are allowed, compared with as many': () => smallFiles('lib'),
};

function* smallFiles(dir: string): Generator<Buffer> {
  yield tar([packageJson], { end: false });
  for (let n = 0; n < 49_999; n += 1) {
    const path = `package/${dir}/${n % 50}/${n}-${'n'.repeat(70)}.js`;
    yield tar([{ path, content: `export const a${n} = '${'abcdefgh'.repeat(50)}';` }], { end: false });
  }
  yield tar([]);
}

function* wheelOf(content: Buffer): Generator<Buffer> {
  const bytes = wheel({ name: 'x', version: '1', modules: { 'x/data': content } });
  yield tar([packageJson, { path: 'package/x-1-py3-none-any.whl', content: bytes }]);
}

export type TriedBomb = Tried & { kind: string; packedBytes: number };

/** Tries every kind, each in a process of its own. */
export async function tryBombs(megabytes: number, onTried: (tried: TriedBomb) => void): Promise<void> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'shakedown-bombs-')));
  try {
    for (const [kind, make] of Object.entries(kinds)) {
      await mkdir(join(root, 'case'));
      const packedBytes = await pack(make(megabytes), join(root, 'case/given.tgz'));
      const previous = previousOf[kind];
      if (previous) await pack(previous(), join(root, 'case/previous.tgz'));
      await using watch = openWatch(root, 600_000);
      onTried({ ...(await watch.try({ asVerify: false })), kind, packedBytes });
      await rm(join(root, 'case'), { recursive: true });
    }
  } finally {
    await rm(root, { recursive: true });
  }
}

/** @returns the bytes of the file */
async function pack(archive: Iterable<Buffer>, file: string): Promise<number> {
  const written = createWriteStream(file);
  await pipeline(Readable.from(archive), createGzip(), written);
  return written.bytesWritten;
}
