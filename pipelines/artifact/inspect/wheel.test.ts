import { createHash } from 'node:crypto';
import { crc32 as crcOf } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type MadeWheel, type MadeZipEntry, wheel, zip } from '../wheel/wheel-maker.ts';
import { pythonWheel } from './python-wheel.ts';
import { type Files, sampleTests, sound } from './sample-package.ts';
import { wheelContents } from './wheel-contents.ts';

const { inspect, testPackage, seen } = sampleTests();

const file = 'some_tool-0.1.0-py3-none-any.whl';

/** The package with a wheel and a manifest that describes it, but for `changes`. */
function withWheel(bytes = wheel(), name = file, changes: object = {}): Files {
  const described = { file: name, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  const { wheel: changed = {}, ...others }: { wheel?: object } = changes;
  const manifest = {
    schemaVersion: 1,
    distributionName: 'some-tool',
    normalizedName: 'some_tool',
    version: '0.1.0',
    wheel: { ...described, ...changed },
    ...others,
  };
  return { ...sound, [`dist/python/${name}`]: bytes, 'dist/python/manifest.json': JSON.stringify(manifest) };
}

describe('the manifest of a wheel', () => {
  const asText = (manifest: string): Files => ({ ...withWheel(), 'dist/python/manifest.json': manifest });
  const named = (version: string, inManifest: string): Files =>
    withWheel(wheel({ version }), `some_tool-${version}-py3-none-any.whl`, { version: inManifest });
  testPackage('agrees', {}, withWheel(), []);
  testPackage('another hash', {}, withWheel(wheel(), file, { wheel: { sha256: 'a'.repeat(64) } }), [
    'wheel-checksum-mismatch',
  ]);
  testPackage('another size', {}, withWheel(wheel(), file, { wheel: { bytes: 1 } }), ['wheel-checksum-mismatch']);
  const other = { wheel: { sha256: 'a'.repeat(64) } };
  const foreign = {
    'that cannot be read': Buffer.from('no zip'),
    'with a path out of it': wheel({ more: [{ name: '../x' }] }),
    'without a console script': wheel({ scripts: '' }),
  };
  for (const [title, bytes] of Object.entries(foreign)) {
    testPackage(
      `another hash, of a wheel ${title}: what is in it is not said besides`,
      {},
      withWheel(bytes, file, other),
      ['wheel-checksum-mismatch'],
    );
  }
  testPackage(
    'another hash, where the policy lets that pass: what is in the wheel counts',
    {},
    withWheel(wheel({ scripts: '', tags: ['py2-none-any'] }), file, other),
    ['wheel-checksum-mismatch', 'wheel-console-script-missing', 'wheel-tag-mismatch'],
    { policy: { rules: { 'wheel-checksum-mismatch': 'warning' } } },
  );
  testPackage('a wheel that is not packed', {}, withWheel(wheel(), file, { wheel: { file: 'x-1-py3-none-any.whl' } }), [
    'wheel-missing',
    'wheel-name-mismatch',
    'wheel-version-mismatch',
  ]);
  const old = { 'dist/python/some_tool-0.0.9-py3-none-any.whl': wheel({ version: '0.0.9' }) };
  testPackage('the wheel of an earlier build', {}, { ...withWheel(), ...old }, ['wheel-left-behind']);
  const another = wheel({ name: 'other', scripts: '' });
  const beside = { 'dist/python/other-0.1.0-py3-none-any.whl': another };
  testPackage('the wheel of something else', {}, { ...withWheel(), ...beside }, []);
  testPackage('another version in the name', {}, named('0.1.1', '0.1.0'), ['wheel-version-mismatch']);
  testPackage('the same prerelease, as npm and as Python write it', {}, named('0.1.0rc0', '0.1.0-rc.0'), []);
  testPackage('another prerelease', {}, named('0.1.0rc1', '0.1.0-rc.0'), ['wheel-version-mismatch']);
  testPackage('a release is not its prerelease', {}, named('0.1.0', '0.1.0-rc.0'), ['wheel-version-mismatch']);
  testPackage(
    'another name',
    {},
    withWheel(
      wheel({ name: 'other', scripts: '[console_scripts]\na=some_tool.cli:main\n' }),
      'other-0.1.0-py3-none-any.whl',
    ),
    ['wheel-name-mismatch'],
  );
  testPackage('a name that no wheel has', {}, withWheel(wheel(), 'some_tool.whl'), ['wheel-name-mismatch']);
  testPackage('names that disagree', {}, withWheel(wheel(), file, { distributionName: 'x' }), ['wheel-name-mismatch']);
  testPackage('no console script', {}, withWheel(wheel({ scripts: '[other]\na = some_tool.cli:main\n' })), [
    'wheel-console-script-missing',
  ]);
  testPackage('no file of entry points', {}, withWheel(wheel({ info: { 'entry_points.txt': undefined } })), [
    'wheel-console-script-missing',
  ]);
  testPackage(
    'without checksum',
    {},
    asText(
      '{"schemaVersion":1,"distributionName":"some-tool","normalizedName":"some_tool","version":"0.1.0","wheel":{"file":"x","bytes":1}}',
    ),
    ['wheel-manifest-invalid'],
  );
  testPackage('that is not JSON', {}, asText('{"wheel":'), ['wheel-manifest-invalid']);
  testPackage('that nests without end', {}, asText(`${'['.repeat(30_000)}${']'.repeat(30_000)}`), [
    'wheel-manifest-invalid',
  ]);
  testPackage('of something else', {}, { ...sound, 'dist/manifest.json': '{"name": "a web app"}' }, []);
  testPackage('larger than any', {}, { ...sound, 'dist/manifest.json': `{"wheel":"${'x'.repeat(70_000)}"}` }, []);
  testPackage(
    'of a dependency',
    { bundledDependencies: ['y'] },
    {
      ...sound,
      'node_modules/y/package.json': '{}',
      'node_modules/y/manifest.json': '{"wheel": 1}',
      'node_modules/y/y-1-py3-none-any.whl': 'no zip',
    },
    [],
  );
});

/** A wheel that nobody describes: only what it says of itself counts. */
const alone = (bytes: Buffer, name = file): Files => ({ ...sound, [`dist/${name}`]: bytes });
const testWheel = (title: string, made: MadeWheel, codes: readonly string[], allows = false): void =>
  testPackage(title, {}, alone(wheel(made)), codes, { policy: { contents: { compiledPython: allows } } });

describe('what a wheel says of itself', () => {
  testWheel('is so', {}, []);
  testWheel(
    'is so, with names in capitals and dots',
    { info: { METADATA: 'Name: Some.Tool\nVersion: 0.1.0\n\n' } },
    [],
  );
  testWheel('another name', { info: { METADATA: 'Name: other\nVersion: 0.1.0\n\n' } }, ['wheel-metadata-mismatch']);
  testWheel('another version', { info: { METADATA: 'Name: some-tool\nVersion: 0.2.0\n\n' } }, [
    'wheel-metadata-mismatch',
  ]);
  testWheel('no name', { info: { METADATA: 'Version: 0.1.0\n\nName: some-tool\n' } }, ['wheel-metadata-mismatch']);
  testWheel('no METADATA', { info: { METADATA: undefined } }, ['wheel-metadata-mismatch']);
  testWheel('no WHEEL', { info: { WHEEL: undefined } }, ['wheel-metadata-mismatch']);
  testPackage('a directory of metadata of another version', {}, alone(wheel({ version: '0.2.0' })), [
    'wheel-metadata-mismatch',
    'wheel-metadata-mismatch',
  ]);
  testWheel('two directories of metadata', { modules: { 'some_tool/cli.py': '', 'x-1.dist-info/y': '' } }, [
    'wheel-metadata-mismatch',
  ]);
  testWheel('another tag', { tags: ['cp311-cp311-linux_x86_64'] }, ['wheel-tag-mismatch']);
  for (const tag of ['cp311-cp311-linux_x86_64', 'cp311-none-any', 'py3-none-win32', 'py2-none-any']) {
    const files = alone(wheel({ tags: [tag] }), `some_tool-0.1.0-${tag}.whl`);
    testPackage(`only for ${tag}`, {}, files, ['wheel-platform-bound']);
    testPackage(`only for ${tag}, as the policy lets it`, {}, files, [], {
      policy: { contents: { compiledPython: true } },
    });
  }
  testWheel('one tag too many', { tags: ['py3-none-any', 'py2-none-any'] }, ['wheel-tag-mismatch']);
  testPackage(
    'several tags in the name',
    {},
    alone(wheel({ tags: ['py3-none-any', 'py2-none-any'] }), 'some_tool-0.1.0-1-py2.py3-none-any.whl'),
    [],
  );
  testWheel('a console script without its module', { scripts: '[console_scripts]\na = some_tool.gone:main\n' }, [
    'wheel-console-script-broken',
  ]);
  testWheel('a console script without a function', { scripts: '[console_scripts]\na = some_tool.cli\n' }, [
    'wheel-console-script-broken',
  ]);
  testWheel('a console script of a package', { scripts: '[console_scripts]\n# x = y:z\na = some_tool:main\n' }, []);
  testWheel('a console script with an extra', { scripts: '[console_scripts]\na = some_tool.cli:main [fast]\n' }, []);
  for (const entry of [
    'some_tool/x.so',
    'some_tool/x.cpython-311-x86_64-linux-gnu.so',
    'some_tool/x.pyd',
    'some_tool/__pycache__/x.pyc',
    'some_tool.libs/x.so.1.2',
    'some_tool/x.dylib',
  ]) {
    const made = { modules: { 'some_tool/cli.py': '', [entry]: 'x' } };
    testWheel(`compiled code: ${entry}`, made, ['wheel-compiled-code']);
    testWheel(`compiled code that the policy allows: ${entry}`, made, [], true);
  }
});

describe('RECORD', () => {
  const record = (...lines: string[]) => ({
    scripts: '',
    modules: { 'a.py': 'x' },
    info: { METADATA: undefined, WHEEL: undefined, 'entry_points.txt': undefined, RECORD: lines.join('\n') },
  });
  const bare = ['wheel-metadata-mismatch', 'wheel-metadata-mismatch'];
  const own = 'some_tool-0.1.0.dist-info/RECORD,,';
  const digest = (algorithm: string): string => `${algorithm}=${createHash(algorithm).update('x').digest('base64url')}`;
  testWheel('describes all', record(`a.py,${digest('sha256')},1`, own, ''), bare);
  testWheel('with CRLF', record(`a.py,${digest('sha256')},1\r`, `${own}\r`, ''), bare);
  testWheel('with stronger hashes', record(`a.py,${digest('sha512')},1`, own), bare);
  testWheel('without a size', record(`a.py,${digest('sha256')},`, own), bare);
  testWheel('with a path in quotes', { modules: { 'some_tool/cli.py': '', 'some_tool/a, "b".py': '' } }, []);
  const wrong = (title: string, ...lines: string[]): void =>
    testWheel(title, record(...lines), ['wheel-record-mismatch', ...bare]);
  wrong('with another hash', `a.py,${digest('sha256').replace(/.$/, '_')},1`, own);
  wrong('with another size', `a.py,${digest('sha256')},2`, own);
  wrong('with a weak hash', `a.py,${digest('md5')},1`, own);
  wrong('without a hash', 'a.py,,1', own);
  wrong('without a line for a file', own);
  wrong('with a file that is not there', `a.py,${digest('sha256')},1`, `b.py,${digest('sha256')},1`, own);
  wrong('with a file twice', `a.py,${digest('sha256')},1`, `a.py,${digest('sha256')},1`, own);
  wrong('with a line of one field', `a.py,${digest('sha256')},1`, 'x', own);
  testWheel(
    'is missing',
    { modules: {}, info: { METADATA: undefined, WHEEL: undefined, 'entry_points.txt': '', RECORD: undefined } },
    ['wheel-record-mismatch', 'wheel-metadata-mismatch', 'wheel-metadata-mismatch', 'wheel-metadata-mismatch'],
  );
  testWheel('does not know a file', { more: [{ name: 'evil.py', content: 'x' }] }, ['wheel-record-mismatch']);
});

describe('a zip that nobody should unpack', () => {
  const unsafe: Record<string, MadeZipEntry[]> = {
    'a path out of it': [{ name: '../x' }],
    'a path out of it, further down': [{ name: 'a/../../x' }],
    'an absolute path': [{ name: '/etc/x' }],
    'a drive': [{ name: 'c:/x' }],
    'a backslash': [{ name: 'a\\b' }],
    'a control character': [{ name: 'a\u001b[2J' }],
    'an empty part': [{ name: 'a//b' }],
    'a link': [{ name: 'a', content: '/etc/passwd', mode: 0o120777 }],
    'a device': [{ name: 'a', mode: 0o020644 }],
    'an entry that is there twice': [{ name: 'a' }, { name: 'a' }],
    'names that differ by capitals': [{ name: 'a/b' }, { name: 'A/b' }],
  };
  for (const [title, more] of Object.entries(unsafe)) testWheel(title, { more }, ['wheel-entry-unsafe']);

  const bytes = wheel();
  const a = { name: 'a', content: 'abc' };
  const unreadable: Record<string, Buffer> = {
    'an empty file': Buffer.alloc(0),
    'something else': Buffer.from('not really a zip'.repeat(10)),
    'one that is cut off': bytes.subarray(0, bytes.length - 1),
    'one whose beginning is gone': bytes.subarray(1),
    'something before it, which moves all offsets': zip([a], { prefix: Buffer.from('#!/bin/sh\n') }),
    'something between data and directory': zip([a], { gap: Buffer.from('x'), behind: Buffer.from('y') }),
    'something behind the directory': zip([a], { behind: Buffer.from('x') }),
    'one of several disks': zip([a], { disks: 1 }),
    'another number of entries': zip([a], { count: 2 }),
    zip64: zip([a], { count: 0xffff }),
    'an encrypted entry': zip([{ ...a, flags: 0x0801 }]),
    'an unknown compression': zip([{ ...a, method: 12 }]),
    'a name that is not UTF-8': zip([{ name: '\u00e9', flags: 0 }]),
    'another name in the header of the entry': zip([{ ...a, localName: 'b' }]),
    'another size in the header of the entry': zip([{ ...a, localSize: 4 }]),
    'another method in the header of the entry': zip([{ ...a, localMethod: 0 }]),
    'a name for some tools only': zip([{ ...a, extra: secondName('a', 'b') }]),
    'more bytes than it says': zip([{ ...a, size: 2 }]),
    'fewer bytes than it says': zip([{ ...a, size: 4 }]),
    'another checksum than it says': zip([{ ...a, crc: 1 }]),
    'damaged data': zip([{ ...a, stored: true, method: 8, size: 3 }]),
    'bytes behind the data of an entry': zip([
      { ...a, content: Buffer.from('4b4c4a0600abcdef', 'hex'), stored: true, method: 8, size: 3, crc: 0x352441c2 },
    ]),
    'two entries in one place': zip([a, { name: 'a', content: 'abc', at: 0 }]),
    'an entry that reaches into the directory': zip([{ ...a, stored: true, packed: 60, size: 60 }]),
    'an entry without a header': zip([{ ...a, at: 7 }]),
    'a bomb by its own word': zip([{ ...a, size: 0xf0000000 }]),
    'a bomb': zip([{ name: 'zeros', content: Buffer.alloc(40 * 1024 ** 2) }]),
  };
  for (const [title, each] of Object.entries(unreadable)) testPackage(title, {}, alone(each), ['wheel-unreadable']);

  const readable: Record<string, Buffer> = {
    'sizes behind the data, as who writes to a pipe does': zip([{ ...a, flags: 0x0808 }]),
    'a comment': zip([a], { comment: 'PK\u0005\u0006 is how it ends' }),
    'a second name that is the same': zip([{ ...a, extra: secondName('a', 'a') }]),
    'an entry for a directory': zip([
      { name: 'a/', mode: 0o040755 },
      { name: 'a/b', stored: true },
    ]),
  };
  for (const [title, each] of Object.entries(readable)) {
    test(`${title} is read`, async () => {
      const codes = (await inspect({}, alone(each))).map(({ code }) => code);
      expect(codes).not.toContain('wheel-unreadable');
      expect(codes).not.toContain('wheel-entry-unsafe');
    });
  }
});

/** The Info-ZIP field with another name in it, for the name `of`. */
function secondName(of: string, other: string): Buffer {
  const body = Buffer.alloc(5);
  body.writeUInt8(1, 0);
  body.writeUInt32LE(crcOf(of), 1);
  const field = Buffer.concat([body, Buffer.from(other)]);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(field.length, 2);
  return Buffer.concat([head, field]);
}

test('a wheel that is read once is not read again, and two wheels are two', async () => {
  const other = { 'dist/other_tool-0.1.0-py3-none-any.whl': 'x', 'dist/x-1-py3-none-any.whl': 'y' };
  const findings = await inspect({}, { ...withWheel(), ...other });
  expect(findings.map(({ code, where }) => [code, where.file])).toEqual([
    ['wheel-unreadable', 'dist/other_tool-0.1.0-py3-none-any.whl'],
    ['wheel-unreadable', 'dist/x-1-py3-none-any.whl'],
  ]);
});

test('every code of the rules about wheels is provoked here', () => {
  expect([...pythonWheel.codes, ...wheelContents.codes].filter((code) => !seen.has(code))).toEqual([]);
});
