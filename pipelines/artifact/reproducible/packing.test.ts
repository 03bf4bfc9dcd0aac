import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../schemas/types.ts';
import { check } from '../../../smoke/schema/validate.ts';
import { StageFailure } from '../../findings/errors.ts';
import { finding } from '../../findings/finding.ts';
import { scratchDirectory, scratchRepository } from '../../git/scratch-repository.ts';
import { type MadePackage, packageMaker } from '../made-package.ts';
import { type MadeEntry, tar, tgz } from '../tarball-maker.ts';
import { packing } from './packing.ts';
import { watchSource } from './source-tree.ts';

const packageJson = { path: 'package/package.json', content: '{"name":"x","version":"1.0.0"}' };
const once: MadePackage = { files: { 'a.js': 'one\ntwo\n', 'b.js': '' } };
const same: MadeEntry[] = [
  packageJson,
  { path: 'package/a.js', content: 'one\ntwo\n' },
  { path: 'package/b.js', content: '' },
];
const changed = (entry: MadeEntry): MadeEntry[] => same.map((each) => (each.path === entry.path ? entry : each));

/** Packed as `once` first, and as these bytes the second time. */
async function packedTwice(second: Buffer): Promise<Finding[]> {
  await using maker = await packageMaker();
  return await maker.inspect(once, {
    rules: [packing],
    packAgain: async (dir) => {
      await writeFile(join(dir, 'x.tgz'), second);
      return { file: 'x.tgz' };
    },
  });
}

describe('packed a second time', () => {
  test('the same bytes', async () => expect(await packedTwice(tgz(same))).toEqual([]));

  const differences: Record<string, { second: Buffer; code: string; where?: Finding['where']; words?: string }> = {
    'other contents, at a line': {
      second: tgz(changed({ path: 'package/a.js', content: 'one\ntwo!\n' })),
      code: 'pack-bytes-differ',
      where: { file: 'a.js', line: 2 },
      words: '8 and 9 bytes',
    },
    'contents that are cut off': {
      second: tgz(changed({ path: 'package/a.js', content: 'one\n' })),
      code: 'pack-bytes-differ',
      where: { file: 'a.js', line: 2 },
    },
    'another mode': {
      second: tgz(changed({ path: 'package/a.js', content: 'one\ntwo\n', mode: 0o755 })),
      code: 'pack-modes-differ',
      where: { file: 'a.js' },
      words: '644 and then 755',
    },
    'a file less': {
      second: tgz(same.slice(0, 2)),
      code: 'pack-files-differ',
      where: { file: 'b.js' },
      words: 'only the first time',
    },
    'a file more': {
      second: tgz([...same, { path: 'package/c.js' }]),
      code: 'pack-files-differ',
      where: { file: 'c.js' },
      words: 'only the second time',
    },
    'another order': { second: tgz(same.toReversed()), code: 'pack-archive-differs' },
    'another compression': { second: gzipSync(tar(same), { level: 1 }), code: 'pack-archive-differs' },
  };
  for (const [title, { second, code, where = {}, words = '' }] of Object.entries(differences)) {
    test(`${title}: ${code}`, async () => {
      const findings = await packedTwice(second);
      expect(findings).toMatchObject([{ code, severity: 'warning', where }]);
      expect(findings[0]?.message).toContain(words);
      expect(check('finding', findings[0])).toMatchObject({ ok: true });
    });
  }

  test('binary contents have no line', async () => {
    await using maker = await packageMaker();
    const findings = await maker.inspect(
      { files: { 'a.whl': 'PK\0a' } },
      {
        rules: [packing],
        packAgain: async (dir) => {
          await writeFile(join(dir, 'x.tgz'), tgz([packageJson, { path: 'package/a.whl', content: 'PK\0b' }]));
          return { file: 'x.tgz' };
        },
      },
    );
    expect(findings.map(({ where }) => where)).toEqual([{ file: 'a.whl' }]);
  });

  test('fails', async () => {
    await using maker = await packageMaker();
    const failed = finding('pack-failed', { dir: '/x', how: 'exit 1', summary: 'dist is there already' });
    const findings = await maker.inspect(once, {
      rules: [packing],
      packAgain: () => Promise.reject(new StageFailure(failed)),
    });
    expect(findings).toMatchObject([{ code: 'pack-again-failed' }]);
    expect(findings[0]?.message).toContain('dist is there already');
  });

  test('a fault of ours is no finding', async () => {
    await using maker = await packageMaker();
    const inspecting = maker.inspect(once, { rules: [packing], packAgain: () => Promise.reject(new Error('a fault')) });
    await expect(inspecting).rejects.toThrow('a fault');
  });

  test('every code of the rule has a fixture', () => {
    const shown = Object.values(differences).map(({ code }) => code);
    expect(new Set([...shown, 'pack-again-failed', 'pack-changes-source'])).toEqual(new Set(packing.codes));
  });
});

describe('the source after packing', () => {
  const host = { path: process.env.PATH ?? '' };
  const files = { 'package.json': { name: 'x', version: '1.0.0' }, 'a.js': 'a', '.gitignore': 'dist\n' };

  /** What `pack` changes in a committed package, whose a.js somebody has changed before. */
  async function changesOf(pack: (dir: string) => Promise<void>): Promise<string[] | undefined> {
    const repository = scratchRepository();
    repository.commit('a package', files);
    repository.write({ 'a.js': 'changed by hand' });
    const changes = await watchSource(repository.dir, host);
    await pack(repository.dir);
    return await changes?.();
  }

  test('is as it was, with what somebody had changed by hand', async () => {
    expect(await changesOf(async () => undefined)).toEqual([]);
  });

  test('an ignored directory may be built', async () => {
    const build = async (dir: string): Promise<void> => {
      await mkdir(join(dir, 'dist'));
      await writeFile(join(dir, 'dist/a.js'), '');
    };
    expect(await changesOf(build)).toEqual([]);
  });

  test.each<[string, string, (dir: string) => Promise<void>]>([
    ['a tracked file is rewritten', 'package.json', (dir) => writeFile(join(dir, 'package.json'), '{}')],
    ['a file that was changed by hand is changed again', 'a.js', (dir) => writeFile(join(dir, 'a.js'), 'again')],
    ['what was changed by hand is taken back', 'a.js', (dir) => writeFile(join(dir, 'a.js'), 'a')],
    ['a new file lies there', 'version.txt', (dir) => writeFile(join(dir, 'version.txt'), '1')],
    ['a file is gone', 'package.json', (dir) => rm(join(dir, 'package.json'))],
    ['a mode is another', 'package.json', (dir) => chmod(join(dir, 'package.json'), 0o755)],
  ])('%s', async (_, path, pack) => {
    expect(await changesOf(pack)).toEqual([path]);
  });

  test('a package that no repository tracks is not watched', async () => {
    const { dir, write } = scratchDirectory();
    write(files);
    expect(await watchSource(dir, host)).toBeUndefined();
  });

  test('a package below the root of its repository', async () => {
    const repository = scratchRepository();
    repository.commit('two packages', { 'packages/x/package.json': {}, 'packages/y/package.json': {} });
    const changes = await watchSource(join(repository.dir, 'packages/x'), host);
    repository.write({ 'packages/x/new.txt': '', 'packages/y/new.txt': '' });
    expect(await changes?.()).toEqual(['packages/x/new.txt']);
  });

  test('is a finding', async () => {
    await using maker = await packageMaker();
    const findings = await maker.inspect(once, { rules: [packing], sourceChanges: async () => ['a.js', 'b.js'] });
    expect(findings).toMatchObject([{ code: 'pack-changes-source', args: { path: 'a.js', more: 1 } }]);
  });
});
