import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';
import { expect, test } from 'vitest';
import { exitOf, openWorkplace, type Workplace } from './workplace.ts';

/** A tarball of `files`, its entries named as they are given. */
async function tarball(
  place: Workplace,
  name: string,
  files: Record<string, string>,
  rename?: (path: string) => string,
) {
  const dir = join(place.dir, `${name}-content`);
  await mkdir(join(dir, 'package'), { recursive: true });
  for (const [path, content] of Object.entries(files)) await writeFile(join(dir, 'package', path), content);
  const onWriteEntry = (entry: { path: string }): void => {
    if (rename) entry.path = rename(entry.path);
  };
  await create({ gzip: true, file: join(place.dir, `${name}.tgz`), cwd: dir, preservePaths: true, onWriteEntry }, [
    'package',
  ]);
}

const manifest = JSON.stringify({ name: '@kaelio/ktx', version: '1.0.0', bin: { ktx: 'bin.js' } });

const cases: { what: string; args: string[]; says: RegExp; make?: (place: Workplace) => Promise<unknown> }[] = [
  { what: 'no such path', args: ['./nope'], says: /subject-not-found: .*\.\/nope/ },
  {
    what: 'not a package',
    args: ['./home'],
    says: /subject-not-a-package/,
    make: ({ dir }) => mkdir(join(dir, 'home')),
  },
  {
    what: 'a private package',
    args: ['./private'],
    says: /private/,
    make: async ({ dir }) => {
      await mkdir(join(dir, 'private'));
      await writeFile(join(dir, 'private', 'package.json'), '{"name":"@kaelio/ktx","version":"1.0.0","private":true}');
    },
  },
  {
    what: 'a tarball that is not gzip',
    args: ['./x.tgz'],
    says: /gzip/,
    make: ({ dir }) => writeFile(join(dir, 'x.tgz'), 'hello'),
  },
  { what: 'an empty tarball', args: ['./x.tgz'], says: /empty/, make: ({ dir }) => writeFile(join(dir, 'x.tgz'), '') },
  {
    what: 'a truncated tarball',
    args: ['./x.tgz'],
    says: /truncated|cut|ends/,
    make: async (place) => {
      await tarball(place, 'x', { 'package.json': manifest, 'bin.js': 'x'.repeat(5000) });
      await truncate(join(place.dir, 'x.tgz'), 120);
    },
  },
  {
    what: 'a tarball with ../',
    args: ['./x.tgz'],
    says: /\.\./,
    make: (place) =>
      tarball(place, 'x', { 'package.json': manifest, evil: 'x' }, (path) =>
        path.replace('package/evil', 'package/../../evil'),
      ),
  },
  {
    what: 'a tarball with an absolute path',
    args: ['./x.tgz'],
    says: /absolute/,
    make: (place) =>
      tarball(place, 'x', { 'package.json': manifest, evil: 'x' }, (path) => path.replace('package/evil', '/evil')),
  },
  {
    what: 'a tarball with a symlink out',
    args: ['./x.tgz'],
    says: /link/,
    make: async (place) => {
      await mkdir(join(place.dir, 'x-content', 'package'), { recursive: true });
      await symlink('../../../etc/passwd', join(place.dir, 'x-content', 'package', 'evil'));
      await tarball(place, 'x', { 'package.json': manifest });
    },
  },
  {
    what: 'an earlier version that there is not',
    args: ['--against', './nope.tgz'],
    says: /subject-not-found: .*\.\/nope\.tgz/,
  },
  {
    what: 'an invalid policy',
    args: ['--policy', 'bad.json'],
    says: /policy-invalid: bad\.json#\/releaseMode: .*found "yolo"/,
    make: async ({ dir }) => {
      const policy = JSON.parse(await readFile(join(dir, 'release-policy.json'), 'utf8'));
      await writeFile(join(dir, 'bad.json'), JSON.stringify({ ...policy, releaseMode: 'yolo' }));
    },
  },
  {
    what: 'an unknown option',
    args: ['--polcy', 'x'],
    says: /usage: unknown option '--polcy' \(Did you mean --policy\?\)/,
  },
];

test.concurrent.for(cases)(
  '$what: one clear line, exit 2, and nothing is left',
  async ({ args, says, make }, { expect }) => {
    await using place = await openWorkplace();
    await make?.(place);
    const before = execFileSync('find', [place.dir, place.home, place.tmp]).toString();
    const result = await place.shakedown(['verify', ...args]);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result.stderr).toMatch(says);
    expect(result.stderr).toMatch(/Next: \S/);
    expect(result.stdout).toBe('');
    expect(exitOf(result)).toBe(2);
    expect(execFileSync('find', [place.dir, place.home, place.tmp]).toString()).toBe(before);
  },
);

test('with --json the failure is one document on stdout', async () => {
  await using place = await openWorkplace();
  const result = await place.shakedown(['verify', './nope', '--json']);
  expect(exitOf(result)).toBe(2);
  expect(JSON.parse(result.stdout)).toMatchObject({ exitCode: 2, findings: [{ code: 'subject-not-found' }] });
  expect(await readdir(place.dir)).toEqual(['release-policy.json']);
});
