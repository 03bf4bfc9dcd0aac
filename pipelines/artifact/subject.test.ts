import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../findings/errors.ts';
import { formatFinding } from '../findings/finding.ts';
import { resolveSubject } from './subject.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'subject-test-')));
  await packageJson('tool', '{"name": "@scope/tool", "version": "1.2.3"}');
  await writeFile(join(cwd, 'tool-1.2.3.tgz'), 'whatever');
});
afterAll(() => rm(cwd, { recursive: true }));

async function packageJson(folder: string, text: string): Promise<string> {
  await mkdir(join(cwd, folder), { recursive: true });
  await writeFile(join(cwd, folder, 'package.json'), text);
  return folder;
}

/** The findings with which `spec` is refused, as they are printed. */
async function refusalOf(spec: string): Promise<string[]> {
  const error = await resolveSubject(spec, { cwd }).then(
    (subject) => expect.fail(`taken as ${JSON.stringify(subject)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof InputError)) throw error;
  return error.findings.map(formatFinding);
}

describe('what a subject stands for', () => {
  test.for(['tool', './tool', 'tool/', './x/../tool'])('a directory: %s', async (spec) => {
    expect(await resolveSubject(spec, { cwd })).toEqual({
      kind: 'directory',
      spec,
      dir: join(cwd, 'tool'),
      manifest: { name: '@scope/tool', version: '1.2.3' },
    });
  });

  test('an absolute path, and a link to a directory by its real path', async () => {
    await symlink(join(cwd, 'tool'), join(cwd, 'link'));
    for (const spec of [join(cwd, 'tool'), 'link']) {
      expect(await resolveSubject(spec, { cwd: '/' === spec[0] ? '/' : cwd })).toMatchObject({
        dir: join(cwd, 'tool'),
      });
    }
  });

  test('a tarball', async () => {
    const file = join(cwd, 'tool-1.2.3.tgz');
    expect(await resolveSubject('./tool-1.2.3.tgz', { cwd })).toEqual({
      kind: 'tarball',
      spec: './tool-1.2.3.tgz',
      file,
    });
  });

  test.for([
    ['tool@1.2.3', 'tool', '1.2.3'],
    ['@scope/tool@1.2.3-rc.1', '@scope/tool', '1.2.3-rc.1'],
    ['JSONStream@1.3.5', 'JSONStream', '1.3.5'],
  ] as const)('a published version: %s', async ([spec, name, version]) => {
    expect(await resolveSubject(spec, { cwd })).toEqual({ kind: 'published', spec, name, version });
  });

  test('a path that exists wins over a published version', async () => {
    await packageJson('both@1.0.0', '{"name": "both", "version": "2.0.0"}');
    expect(await resolveSubject('both@1.0.0', { cwd })).toMatchObject({ kind: 'directory' });
  });

  test('a package.json with a byte order mark', async () => {
    await packageJson('bom', '\ufeff{"name": "bom", "version": "1.0.0"}');
    expect(await resolveSubject('bom', { cwd })).toMatchObject({ manifest: { name: 'bom' } });
  });
});

describe('bad input is one clear line', () => {
  test.for([
    ['', /subject-empty/],
    ['  ', /subject-empty/],
    ['./no-such', /subject-not-found: subject \.\/no-such: no such file or directory/],
    ['no-such', /subject-not-found/],
    ['./tol', /Did you mean \.\/tool\?$/],
    ['tool-1.2.4.tgz', /subject-not-found.*Did you mean \.\/tool-1\.2\.3\.tgz\?$/],
    ['./tool@1.2.3', /subject-not-found/],
    ['../tool@1.2.3', /subject-not-found/],
    ['tool-1.2.3.tgz/x', /subject-not-found/],
    ['a\0b', /subject-not-found/],
    ['x'.repeat(5000), /subject-not-found/],
    ['/dev/null', /found a device/],
    ['tool/package.json', /Did you mean its directory, tool\?$/],
    ['.', /subject-not-a-package.*Did you mean .*tool/],
    ['tool@latest', /subject-version-not-exact.*found the tag latest.*npm view tool@latest version/],
    ['tool@^1.0.0', /subject-version-not-exact.*found the range \^1\.0\.0/],
    ['tool@v1.0.0', /subject-version-not-exact/],
    ['tool@', /subject-version-not-exact/],
    ['.hidden tool@1.0.0', /subject-name-invalid/],
    ['@scope@1.0.0', /subject-name-invalid/],
  ] as const)('%j', async ([spec, words]) => {
    const refusal = await refusalOf(spec);
    expect(refusal).toEqual([expect.stringMatching(words)]);
    expect(refusal[0]).not.toContain('\n');
  });

  test('an empty directory', async () => {
    await mkdir(join(cwd, 'empty'));
    expect(await refusalOf('empty')).toEqual([
      expect.stringMatching(/a directory without a package\.json.*that holds the/),
    ]);
  });

  test('a link to nothing', async () => {
    await symlink('nowhere', join(cwd, 'dangling'));
    expect(await refusalOf('dangling')).toEqual([expect.stringMatching(/subject-not-found/)]);
  });

  test('a link to itself', async () => {
    await symlink('loop', join(cwd, 'loop'));
    expect(await refusalOf('loop')).toEqual([expect.stringMatching(/subject-unreadable.*ELOOP/)]);
  });

  test('a named pipe does not block', async () => {
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    expect(await refusalOf('pipe')).toEqual([expect.stringMatching(/found a named pipe/)]);
  });

  test('a socket', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(join(cwd, 'socket'), listening));
    expect(await refusalOf('socket')).toEqual([expect.stringMatching(/found a socket/)]);
    await new Promise((closed) => server.close(closed));
  });

  test.skipIf(process.getuid?.() === 0)('a directory that may not be read', async () => {
    await packageJson('closed', '{}');
    await chmod(join(cwd, 'closed'), 0o000);
    expect(await refusalOf('closed')).toEqual([expect.stringMatching(/subject-unreadable.*EACCES/)]);
    await chmod(join(cwd, 'closed'), 0o755);
  });
});

describe('a package.json that npm would not publish', () => {
  test.for([
    ['', /package\.json:1: .*at column 1/],
    ['{\n  "name": "x",\n  "version": tru\n}', /package\.json:3: .*at column 17: Unexpected token/],
    ['{\n  "name": "x",\n  "version": @\n}', /package\.json:3: .*at column 14: Unexpected token/],
    ['{"name": "x",}', /package\.json:1: .*at column 14: Expected/],
    ['{"name": "x"', /package\.json:1: .*at column 13/],
    ['x', /package\.json:1: .*at column 1: Unexpected token/],
    ['[]', /expected object, found \[\]/],
    ['{"version": "1.0.0"}', /#\/name: .*expected a value, found nothing/],
    ['{"name": "x"}', /#\/version: .*expected a value, found nothing/],
    ['{"name": "", "version": "1.0.0"}', /#\/name/],
    ['{"name": "x y", "version": "1.0.0"}', /package-name-invalid.*"x y"/],
    ['{"name": "@x", "version": "1.0.0"}', /package-name-invalid/],
    ['{"name": "../x", "version": "1.0.0"}', /package-name-invalid/],
    [`{"name": "${'x'.repeat(215)}", "version": "1.0.0"}`, /package-name-invalid/],
    ['{"name": "x", "version": "1.0"}', /package-version-invalid.*found "1\.0"/],
    ['{"name": "x", "version": "v1.0.0"}', /package-version-invalid.*Use "1\.0\.0"/],
    ['{"name": "x", "version": "1.0.0+build"}', /package-version-invalid.*Use "1\.0\.0"/],
    ['{"name": "x", "version": "1.0.0", "private": true}', /package-private.*npm refuses to publish/],
    ['{"name": "x", "version": "1.0.0", "private": "yes"}', /package-private/],
    ['{"name": "x", "version": "1.0.0", "files": "dist"}', /#\/files: .*expected array, found "dist"/],
  ] as const)('%s', async ([text, words]) => {
    await packageJson('bad', text);
    expect(await refusalOf('bad')).toEqual([expect.stringMatching(words)]);
  });

  test('everything that is wrong is said', async () => {
    await packageJson('bad', '{"name": "X Y", "version": "1", "private": true}');
    expect(await refusalOf('bad')).toHaveLength(3);
  });

  test('private: false is no hindrance', async () => {
    await packageJson('public', '{"name": "x", "version": "1.0.0", "private": false}');
    expect(await resolveSubject('public', { cwd })).toMatchObject({ kind: 'directory' });
  });
});
