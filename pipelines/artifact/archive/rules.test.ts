import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTarball, type TarballReading } from '../tarball.ts';
import { type MadeEntry, paxEntry, paxRecord, tar, tgz } from '../tarball-maker.ts';
import { archiveCards } from './rules.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'archive-test-'));
});
afterAll(() => rm(dir, { recursive: true }));

const packageJson = { path: 'package/package.json', content: '{"name":"x","version":"1.0.0"}' };
const seen = new Set<string>();

async function read(bytes: Buffer): Promise<TarballReading> {
  const file = join(dir, 'x.tgz');
  await writeFile(file, bytes);
  const reading = await readTarball(file, { keep: () => false });
  if (reading.readable) for (const { code } of [...reading.refused, ...reading.suspect]) seen.add(code);
  return reading;
}

/** One archive, and every finding that it must have: nothing more, nothing less. */
function testArchive(title: string, bytes: Buffer, expected: { refused?: string[]; suspect?: string[] }): void {
  test(title, async () => {
    const reading = await read(bytes);
    if (!reading.readable) throw new Error(reading.fault.message);
    const { refused, suspect } = reading;
    const codes = { refused: refused.map(({ code }) => code), suspect: suspect.map(({ code }) => code) };
    expect(codes).toEqual({ refused: [], suspect: [], ...expected });
    for (const { message, remediation } of [...refused, ...suspect]) {
      expect(message + remediation).not.toMatch(/undefined|\[object|\n/);
    }
  });
}

type Cases = Record<string, [MadeEntry[], string]>;

describe('what npm pack never makes is refused', () => {
  const cases: Cases = {
    'a path out of the package': [[{ path: 'package/../../etc/x' }], 'tarball-path-unsafe'],
    'a path that begins with ..': [[{ path: '../package/x' }], 'tarball-path-unsafe'],
    'a path that ends with ..': [[{ path: 'package/x/..' }], 'tarball-path-unsafe'],
    'an absolute path': [[{ path: '/package/x' }], 'tarball-path-unsafe'],
    'an absolute directory': [[{ path: '/', type: '5' }], 'tarball-path-unsafe'],
    'a drive letter': [[{ path: 'C:/package/x' }], 'tarball-path-unsafe'],
    'a backslash': [[{ path: 'package\\..\\..\\x' }], 'tarball-path-unsafe'],
    'a control character': [[{ path: 'package/\u001b[2Jx' }], 'tarball-path-unsafe'],
    'a control character of eight bits': [[{ path: 'package/\u009b2Jx' }], 'tarball-path-unsafe'],
    'a name that is written from right to left': [[{ path: 'package/x\u202esj.txt' }], 'tarball-path-unsafe'],
    'a name with a space of no width': [[{ path: 'package/index\u200b.js' }], 'tarball-path-unsafe'],
    'a . inside the path': [[{ path: 'package/./x' }], 'tarball-path-unsafe'],
    'two slashes': [[{ path: 'package//x' }], 'tarball-path-unsafe'],
    'a slash at the end of a file that has bytes': [
      paxEntry(paxRecord('path', `package/${'x'.repeat(100)}//`), { path: 'package/x' }),
      'tarball-path-unsafe',
    ],
    'a name of more bytes than any file system takes': [
      paxEntry(paxRecord('path', `package/${'\u00e9'.repeat(128)}`), { path: 'package/x' }),
      'tarball-path-unsafe',
    ],
    'a path of more bytes than any system has room for': [
      paxEntry(paxRecord('path', `package/${'directory/'.repeat(102)}x`), { path: 'package/x' }),
      'tarball-path-unsafe',
    ],
    'a path out of the package in a pax header': [
      paxEntry(paxRecord('path', `../../${'x'.repeat(100)}`), { path: 'package/x' }),
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
    'a symbolic link whose target is in a pax header': [
      paxEntry(paxRecord('linkpath', '/etc/passwd'), { path: 'package/x', type: '2', linkTarget: 'package.json' }),
      'tarball-link-outside',
    ],
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
    'a file that is there twice, far apart': [
      [{ path: 'package/x' }, { path: 'package/x-1' }, { path: 'package/a/b' }, { path: 'package/x' }],
      'tarball-entry-twice',
    ],
    'a file below a file': [[{ path: 'package/x' }, { path: 'package/x/y' }], 'tarball-entry-twice'],
    'a file below a file, with names between them': [
      [{ path: 'package/x/y/z' }, { path: 'package/x-y' }, { path: 'package/x' }, { path: 'package/x.js' }],
      'tarball-entry-twice',
    ],
    'a file that is a directory too': [
      [{ path: 'package/x/', type: '5' }, { path: 'package/x' }],
      'tarball-entry-twice',
    ],
    'a file beside the package': [[{ path: 'x' }], 'tarball-entry-outside-root'],
    'two directories': [[{ path: 'other/x' }], 'tarball-several-roots'],
    'another path in the pax header than in the header': [
      paxEntry(paxRecord('path', 'package/evil.js'), { path: 'package/good.js' }),
      'tarball-headers-differ',
    ],
    'another path in a GNU header than in the header': [
      [{ path: '././@LongLink', type: 'L', content: 'package/evil.js\0' }, { path: 'package/good.js' }],
      'tarball-headers-differ',
    ],
    'another size in the pax header than in the header': [
      paxEntry(paxRecord('size', '3'), { path: 'package/x', content: 'abc', size: 0 }),
      'tarball-headers-differ',
    ],
  };
  for (const [title, [entries, ...codes]] of Object.entries(cases)) {
    testArchive(title, tgz([packageJson, ...entries]), { refused: codes });
  }

  const archive = tar([packageJson, { path: 'package/x', content: 'x'.repeat(2000) }]);
  testArchive(
    'several gzip members',
    Buffer.concat([gzipSync(archive.subarray(0, 1000)), gzipSync(archive.subarray(1000))]),
    { refused: ['tarball-several-members'] },
  );
  testArchive('an empty gzip member behind the archive', Buffer.concat([gzipSync(archive), gzipSync('')]), {
    refused: ['tarball-several-members'],
  });

  test('many entries with one fault are one finding with the first and a count', async () => {
    const reading = await read(tgz([packageJson, ...[1, 2, 3].map((n) => ({ path: `package/../${n}` }))]));
    expect(reading.readable && reading.refused.map(({ args }) => args)).toEqual([
      { entry: 'package/../1', reason: 'leaves the package with ..', more: 2 },
    ]);
  });

  test('every entry of one path but the first counts', async () => {
    const reading = await read(tgz([packageJson, ...[1, 2, 3, 4].map(() => ({ path: 'package/x' }))]));
    expect(reading.readable && reading.refused).toMatchObject([{ args: { entry: 'x', more: 2 } }]);
  });
});

describe('what a package should not have is suspect', () => {
  const cases: Cases = {
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
    'directories that differ by capitals, with another between them': [
      [{ path: 'package/lib/z.js' }, { path: 'package/lib-x/b.js' }, { path: 'package/LIB/a/b.js' }],
      'tarball-names-collide',
    ],
    'a decomposed name': [[{ path: 'package/e\u0301' }], 'tarball-name-not-normal'],
    'a decomposed directory': [[{ path: 'package/e\u0301/x' }], 'tarball-name-not-normal'],
    'the name of a device': [[{ path: 'package/lib/aux.js' }], 'tarball-name-windows'],
    'the name of a device as a directory': [[{ path: 'package/CON/x.js' }], 'tarball-name-windows'],
    'the name of a serial port': [[{ path: 'package/com1' }], 'tarball-name-windows'],
    'a colon in a name': [[{ path: 'package/a:b' }], 'tarball-name-windows'],
    'a question mark in a name': [[{ path: 'package/what?' }], 'tarball-name-windows'],
    'a dot at the end of a name': [[{ path: 'package/x.' }], 'tarball-name-windows'],
    'a space at the end of a directory': [[{ path: 'package/x /y' }], 'tarball-name-windows'],
    'a setuid bit': [[{ path: 'package/x', mode: 0o4755 }], 'tarball-mode-privileged'],
    'a setgid bit': [[{ path: 'package/x', mode: 0o2755 }], 'tarball-mode-privileged'],
    'a sticky bit': [[{ path: 'package/x', mode: 0o1755 }], 'tarball-mode-privileged'],
    'a file that everybody may write': [[{ path: 'package/x', mode: 0o666 }], 'tarball-mode-writable'],
    'a directory that everybody may write': [[{ path: 'package/x/', type: '5', mode: 0o777 }], 'tarball-mode-writable'],
  };
  for (const [title, [entries, ...codes]] of Object.entries(cases)) {
    testArchive(title, tgz([packageJson, ...entries]), { suspect: codes });
  }

  testArchive(
    'names that differ by Unicode composition',
    tgz([packageJson, { path: 'package/\u00e9' }, { path: 'package/e\u0301' }]),
    { suspect: ['tarball-names-collide', 'tarball-name-not-normal'] },
  );
  testArchive('a name that is not UTF-8', tgz([packageJson, { path: Buffer.from('package/\xe9', 'latin1') }]), {
    suspect: ['tarball-name-not-normal'],
  });
});

describe('what is in order is left alone', () => {
  const cases: Record<string, MadeEntry[]> = {
    'a name of letters that are not ASCII': [{ path: 'package/\u00e9\u5bf8\u6cd5.js' }],
    'names that only begin like those of devices': ['console.js', 'auxiliary', 'com10', 'nul-l', 'prn_'].map(
      (name) => ({
        path: `package/${name}`,
      }),
    ),
    'names with dots and spaces inside': [{ path: 'package/.a b..c' }],
    'an emoji of several characters': [{ path: 'package/\u{1f469}\u200d\u{1f4bb}.png' }],
    'a name of as many bytes as a file system takes': paxEntry(paxRecord('path', `package/${'x'.repeat(255)}`), {
      path: 'package/x',
    }),
    'a directory before what is in it': [{ path: 'package/x/', type: '5' }, { path: 'package/x/y' }],
    'a directory that is there twice': [
      { path: 'package/x/', type: '5' },
      { path: 'package/x/', type: '5' },
    ],
    'names where one begins with the other': [{ path: 'package/x' }, { path: 'package/x-y' }, { path: 'package/xy/z' }],
    'a pax header that says the same as the header': paxEntry(
      paxRecord('path', 'package/x.js') + paxRecord('size', '3') + paxRecord('mtime', '1.5'),
      { path: 'package/x.js', content: 'abc' },
    ),
    'a long name that the header cuts off': paxEntry(paxRecord('path', `package/${'x'.repeat(100)}.js`), {
      path: `package/${'x'.repeat(92)}`,
    }),
    'a name that the header cannot hold': paxEntry(paxRecord('path', 'package/\u00e9'), { path: 'package/e' }),
  };
  for (const [title, entries] of Object.entries(cases)) testArchive(title, tgz([packageJson, ...entries]), {});
});

test('every rule has an archive here that breaks it', () => {
  const rules = archiveCards
    .flatMap(({ codes }) => codes)
    .filter((code) => /^tarball-(?!empty|not-gzip|truncated|corrupt|trailing|too-large)/.test(code));
  expect([...seen].sort()).toEqual(rules.sort());
});
