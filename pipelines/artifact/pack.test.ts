import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import {
  appendFile,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ArtifactManifest, Finding } from '../../schemas/types.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { gitState } from '../git/git-state.ts';
import { npmCommand } from '../npm/npm.ts';
import { readArtifact } from './artifact.ts';
import { digestOf } from './digest.ts';
import { packSubject } from './pack.ts';
import { resolveSubject } from './subject.ts';
import { type MadeEntry, tgz } from './tarball-maker.ts';

const path = process.env.PATH ?? '';
const npmOnPath = path
  .split(delimiter)
  .map((folder) => join(folder, 'npm'))
  .find((file) => existsSync(file));
const npm = npmCommand({
  node: { path: process.execPath, version: process.version },
  npm: { path: realpathSync(npmOnPath ?? expect.fail('npm is not on PATH')), version: 'as found' },
});

let root: string;
let source: string;
let intoDir: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'pack-test-')));
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(async ({ task }) => {
  source = join(root, `source-${task.id}`);
  intoDir = join(root, `artifact-${task.id}`);
  await writeSource({});
});

async function writeSource(fields: object): Promise<void> {
  await mkdir(join(source, 'dist'), { recursive: true });
  const packageJson = { name: '@scope/x', version: '1.2.3', bin: './dist/bin.js', files: ['dist'], ...fields };
  await writeFile(join(source, 'package.json'), JSON.stringify(packageJson));
  await writeFile(join(source, 'dist/bin.js'), '#!/usr/bin/env node\n');
}

function env(): Record<string, string> {
  return { PATH: path, HOME: join(root, 'home'), npm_config_cache: join(root, 'cache') };
}

async function pack(
  spec: string,
  options: { registry?: string; signal?: AbortSignal } = {},
): Promise<ArtifactManifest> {
  return packSubject(await resolveSubject(spec, { cwd: root }), { intoDir, npm, env: env(), ...options });
}

/** What `pack` throws. */
async function refusal(packing: Promise<unknown>): Promise<{ kind: string; findings: readonly Finding[] }> {
  const error: unknown = await packing.then(
    () => expect.fail('it was packed'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof InputError || error instanceof StageFailure)) throw error;
  expect(existsSync(join(intoDir, 'manifest.json'))).toBe(false);
  expect(readdirSync(intoDir)).toEqual([]);
  return { kind: error.name, findings: error.findings };
}

/** Every file below `dir` with its bytes. */
function contentsOf(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [file, readFileSync(file, 'latin1')];
    }),
  );
}

describe('a directory', () => {
  test('is packed by npm, described, and left as it was', async () => {
    const before = contentsOf(source);
    const manifest = await pack(source);
    expect(contentsOf(source)).toEqual(before);
    expect(readdirSync(intoDir).sort()).toEqual(['manifest.json', 'scope-x-1.2.3.tgz']);
    expect(manifest).toMatchObject({
      name: '@scope/x',
      version: '1.2.3',
      file: 'scope-x-1.2.3.tgz',
      bins: { x: 'dist/bin.js' },
      source: { kind: 'directory', spec: source },
      ...(await digestOf(join(intoDir, 'scope-x-1.2.3.tgz'))),
    });
    expect(manifest.entries.map((entry) => entry.path).sort()).toEqual(['dist/bin.js', 'package.json']);
    expect(await readArtifact(intoDir)).toEqual({ file: join(intoDir, manifest.file), manifest });
  });

  test('runs the scripts that run when its maintainer publishes, whatever they print', async () => {
    await writeSource({ scripts: { prepack: 'echo "{}"; echo "["; echo built > dist/built.js' } });
    const manifest = await pack(source);
    expect(manifest.entries.map((entry) => entry.path)).toContain('dist/built.js');
  });

  test('gives those scripts the environment of the sandbox and nothing of ours', async () => {
    process.env.PACK_TEST_LEAK = 'leaked';
    await writeSource({ scripts: { prepack: 'env > dist/env.txt' } });
    await pack(source);
    delete process.env.PACK_TEST_LEAK;
    const seen = await readFile(join(source, 'dist/env.txt'), 'utf8');
    expect(seen).toContain(`HOME=${join(root, 'home')}\n`);
    expect(seen).not.toContain('leaked');
  });

  test('is packed in earnest when its npmrc wants a dry run elsewhere', async () => {
    await writeFile(join(source, '.npmrc'), `dry-run=true\npack-destination=${root}\njson=false\n`);
    expect(await pack(source)).toMatchObject({ file: 'scope-x-1.2.3.tgz' });
  });

  test('is packed when its scripts print more than is kept of the output, and its npmrc lets them', async () => {
    await writeFile(join(source, '.npmrc'), 'foreground-scripts=true\n');
    await writeSource({ scripts: { prepack: `node -e "process.stdout.write('x'.repeat(17 * 1024 * 1024))"` } });
    expect(await pack(source)).toMatchObject({ file: 'scope-x-1.2.3.tgz' });
  });

  test('of a script that fails, the reason is said', async () => {
    await writeSource({ scripts: { prepack: 'echo no such module >&2; exit 3' } });
    expect(await refusal(pack(source))).toMatchObject({
      kind: 'StageFailure',
      findings: [{ code: 'pack-failed', args: { how: 'exit 3', summary: expect.stringContaining('no such module') } }],
    });
  });

  test('of a script that makes package.json private, that is said', async () => {
    const script = `node -e "fs.writeFileSync('package.json', JSON.stringify({name: 'x', version: '1.0.0', private: true}))"`;
    await writeSource({ scripts: { prepack: script } });
    expect(await refusal(pack(source))).toMatchObject({
      kind: 'StageFailure',
      findings: [{ code: 'package-private' }],
    });
  });

  test('an abort ends npm and its scripts, and leaves nothing', async () => {
    await writeSource({ scripts: { prepack: 'touch started; exec sleep 300' } });
    const controller = new AbortController();
    const packing = pack(source, { signal: controller.signal });
    await expect.poll(() => existsSync(join(source, 'started')), { timeout: 20_000 }).toBe(true);
    controller.abort(new Error('Ctrl-C'));
    await expect(packing).rejects.toThrow('Ctrl-C');
    expect(readdirSync(intoDir)).toEqual([]);
  });

  test('npm that says nothing of use is not believed', async () => {
    const subject = await resolveSubject(source, { cwd: root });
    const silent = npmCommand({
      node: { path: process.execPath, version: '' },
      npm: { path: join(root, 'silent.mjs'), version: '' },
    });
    await writeFile(join(root, 'silent.mjs'), 'process.stdout.write("done")');
    const packing = packSubject(subject, { intoDir, npm: silent, env: env() });
    expect(await refusal(packing)).toMatchObject({ findings: [{ code: 'pack-not-understood' }] });
  });

  test('bytes that are not what npm says are not taken', async () => {
    const subject = await resolveSubject(source, { cwd: root });
    const packing = packSubject(subject, {
      intoDir,
      env: env(),
      npm: async (args, options) => {
        const result = await npm(args, options);
        const [dir = ''] = args.flatMap((arg) => /^--pack-destination=(.*)/.exec(arg)?.[1] ?? []);
        for (const name of readdirSync(dir)) await writeFile(join(dir, name), tgz(soundEntries));
        return result;
      },
    });
    expect(await refusal(packing)).toMatchObject({ findings: [{ code: 'pack-integrity-mismatch' }] });
  });
});

describe('where a directory comes from', () => {
  const git = (...args: string[]): string => {
    const identity = ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: source, encoding: 'utf8' }).trim();
  };

  test('outside git nothing is said', async () => {
    expect((await pack(source)).source).toEqual({ kind: 'directory', spec: source });
  });

  test('in git: the commit, and whether anything differs from it', async () => {
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'x');
    // Git would write down the new time of the file in its index.
    await utimes(join(source, 'dist/bin.js'), new Date(0), new Date(0));
    const index = await readFile(join(source, '.git/index'));
    expect((await pack(source)).source).toMatchObject({ revision: git('rev-parse', 'HEAD'), dirty: false });
    expect(await readFile(join(source, '.git/index'))).toEqual(index);
    await appendFile(join(source, 'dist/bin.js'), '//');
    expect((await pack(source)).source).toMatchObject({ revision: git('rev-parse', 'HEAD'), dirty: true });
  });

  test('a package inside a larger repository is judged alone', async () => {
    git('init', '-q');
    await cp(join(source, 'package.json'), join(source, 'inner/package.json'), { recursive: true });
    git('add', '.');
    git('commit', '-q', '-m', 'x');
    await writeFile(join(source, 'beside'), '');
    expect((await pack(join(source, 'inner'))).source).toMatchObject({ dirty: false });
    expect((await pack(source)).source).toMatchObject({ dirty: true });
  });

  test('a package that the repository around it does not track has no commit', async () => {
    git('init', '-q');
    await writeFile(join(source, '.gitignore'), 'ignored\n');
    await cp(join(source, 'package.json'), join(source, 'ignored/package.json'), { recursive: true });
    git('add', '.');
    git('commit', '-q', '-m', 'x');
    expect((await pack(join(source, 'ignored'))).source).not.toHaveProperty('revision');
  });

  test('without git on PATH nothing is said', async () => {
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'x');
    expect(await gitState(source, path)).toMatchObject({ dirty: false });
    expect(await gitState(source, join(root, 'no-programs-here'))).toBeUndefined();
  });

  test('git variables of ours do not mislead', async () => {
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'x');
    process.env.GIT_DIR = join(root, 'elsewhere');
    const { source: said } = await pack(source);
    delete process.env.GIT_DIR;
    expect(said).toMatchObject({ dirty: false });
  });
});

const soundEntries: MadeEntry[] = [
  { path: 'package/package.json', content: '{"name": "@scope/x", "version": "1.2.3", "bin": {"x": "bin.js"}}' },
  { path: 'package/bin.js', content: '#!/usr/bin/env node\n' },
];

describe('a tarball', () => {
  async function given(bytes: Buffer): Promise<string> {
    const file = join(source, 'given.tgz');
    await writeFile(file, bytes);
    return file;
  }
  const withJson = (text: string): Buffer => tgz([{ path: 'package/package.json', content: text }]);

  test('is copied byte by byte under a name that says what it is', async () => {
    const file = await given(tgz(soundEntries));
    const manifest = await pack(file);
    expect(manifest).toMatchObject({
      file: 'scope-x-1.2.3.tgz',
      bins: { x: 'bin.js' },
      source: { kind: 'tarball', spec: file },
    });
    expect(await readFile(join(intoDir, manifest.file))).toEqual(await readFile(file));
  });

  test('that was packed here before keeps its revision, as long as the manifest beside it is of these bytes', async () => {
    const made = await pack(await given(tgz(soundEntries)));
    const packed = join(intoDir, made.file);
    const beside = join(intoDir, 'manifest.json');
    const revision = 'a'.repeat(40);
    const again = async (file = packed) => {
      const options = { intoDir: join(root, `again-${Math.random()}`), npm, env: { PATH: path } };
      return (await packSubject(await resolveSubject(file, { cwd: root }), options)).source;
    };
    await writeFile(
      beside,
      JSON.stringify({ ...made, source: { kind: 'directory', spec: '.', revision, dirty: false } }),
    );
    expect(await again()).toEqual({ kind: 'tarball', spec: packed, revision, dirty: false });
    const other = join(intoDir, 'other.tgz');
    await writeFile(other, tgz([...soundEntries, { path: 'package/more.js', content: '' }]));
    expect(await again(other)).toEqual({ kind: 'tarball', spec: other });
    await cp(other, packed);
    expect(await again()).toEqual({ kind: 'tarball', spec: packed });
    await writeFile(beside, '{}');
    expect(await again()).toEqual({ kind: 'tarball', spec: packed });
  });

  const cases: Record<string, [Buffer, string]> = {
    empty: [Buffer.alloc(0), 'tarball-empty'],
    'not gzip': [Buffer.from('PK'), 'tarball-not-gzip'],
    truncated: [tgz(soundEntries).subarray(0, 60), 'tarball-truncated'],
    'with a path out of the package': [tgz([...soundEntries, { path: '../x' }]), 'tarball-path-unsafe'],
    'with an absolute path': [tgz([...soundEntries, { path: '/etc/x' }]), 'tarball-path-unsafe'],
    'with a link out of the package': [
      tgz([...soundEntries, { path: 'package/x', type: '2', linkTarget: '../../x' }]),
      'tarball-link-outside',
    ],
    'without package.json': [tgz([{ path: 'package/x' }]), 'package-json-missing'],
    'with an empty package.json': [withJson(''), 'package-json-not-json'],
    'of a private package': [withJson('{"name": "x", "version": "1.0.0", "private": true}'), 'package-private'],
    'without a version': [withJson('{"name": "x"}'), 'package-json-invalid'],
  };
  for (const [title, [bytes, code]] of Object.entries(cases)) {
    test(`${title} is bad input`, async () => {
      const file = await given(bytes);
      expect(await refusal(pack(file))).toMatchObject({ kind: 'InputError', findings: [{ code }] });
    });
  }

  test('with a link inside is taken: inspecting it says so', async () => {
    const file = await given(tgz([...soundEntries, { path: 'package/x', type: '2', linkTarget: 'bin.js' }]));
    expect(await pack(file)).toMatchObject({ name: '@scope/x' });
  });

  test.skipIf(process.getuid?.() === 0)('that may not be read is bad input', async () => {
    const file = await given(tgz(soundEntries));
    await chmod(file, 0o000);
    expect(await refusal(pack(file))).toMatchObject({ findings: [{ code: 'subject-unreadable' }] });
  });
});

describe('a published version', () => {
  const tarball = tgz(soundEntries);
  const requests: string[] = [];
  let registry: string;
  let server: Server;
  let integrity: string;
  let broken = false;
  beforeAll(async () => {
    await writeFile(join(root, 'published.tgz'), tarball);
    integrity = (await digestOf(join(root, 'published.tgz'))).integrity;
    server = createServer((request, response) => {
      requests.push(request.url ?? '');
      response.statusCode = 404;
      if (broken) response.statusCode = 403;
      else if (request.url === '/x.tgz') response.writeHead(200).write(tarball);
      else if (request.url === '/@scope%2fx') {
        const dist = { tarball: `${registry}x.tgz`, integrity };
        const versions = { '1.2.3': { name: '@scope/x', version: '1.2.3', dist } };
        const document = { name: '@scope/x', 'dist-tags': { latest: '1.2.3' }, versions };
        response.writeHead(200, { 'content-type': 'application/json' }).write(JSON.stringify(document));
      }
      response.end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  beforeEach(async () => {
    broken = false;
    await rm(join(root, 'cache'), { recursive: true, force: true });
  });

  test('is fetched from the registry that was named, also when it is scoped', async () => {
    await writeFile(join(root, 'package.json'), '{"name": "project-above", "version": "1.0.0"}');
    await writeFile(join(root, '.npmrc'), 'offline=true\n');
    await mkdir(join(root, 'home'), { recursive: true });
    await writeFile(join(root, 'home/.npmrc'), '@scope:registry=http://127.0.0.1:1/\n');
    const manifest = await pack('@scope/x@1.2.3', { registry });
    await rm(join(root, '.npmrc'));
    await rm(join(root, 'home/.npmrc'));
    expect(manifest).toMatchObject({
      name: '@scope/x',
      integrity,
      source: { kind: 'published', spec: '@scope/x@1.2.3', registry: new URL('/', registry).href },
    });
    expect(new Set(requests)).toEqual(new Set(['/@scope%2fx', '/x.tgz']));
    expect(await readFile(join(intoDir, manifest.file))).toEqual(tarball);
  });

  test('that does not exist is bad input', async () => {
    for (const spec of ['@scope/x@9.9.9', 'no-such-package@1.0.0']) {
      expect(await refusal(pack(spec, { registry }))).toMatchObject({
        kind: 'InputError',
        findings: [{ code: 'subject-not-published' }],
      });
    }
  });

  test('whose bytes are not what the registry promises is refused', async () => {
    const right = integrity;
    integrity = `sha512-${'A'.repeat(86)}==`;
    const refused = await refusal(pack('@scope/x@1.2.3', { registry }));
    integrity = right;
    expect(refused).toMatchObject({ kind: 'StageFailure', findings: [{ code: 'published-integrity-mismatch' }] });
  });

  test('from a registry that refuses, that is said', async () => {
    broken = true;
    expect(await refusal(pack('@scope/x@1.2.3', { registry }))).toMatchObject({
      kind: 'StageFailure',
      findings: [{ code: 'published-fetch-failed', args: { summary: expect.stringContaining('403') } }],
    });
  });
});

describe('the artifact is looked at again at every hand-over', () => {
  async function packed(): Promise<string> {
    const file = join(source, 'given.tgz');
    await writeFile(file, tgz(soundEntries));
    return join(intoDir, (await pack(file)).file);
  }
  async function differences(): Promise<unknown> {
    const error: unknown = await readArtifact(intoDir).then(
      () => expect.fail('it was taken'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof StageFailure)) throw error;
    expect(new Set(error.findings.map(({ code }) => code))).toEqual(new Set(['artifact-changed']));
    return error.findings.map(({ args }) => args.what);
  }

  test('a changed byte is seen', async () => {
    const file = await packed();
    const bytes = await readFile(file);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await writeFile(file, bytes);
    expect(await differences()).toEqual(['sha256', 'integrity']);
  });

  test('a byte more is seen', async () => {
    await appendFile(await packed(), '.');
    expect(await differences()).toEqual(['size', 'sha256', 'integrity']);
  });

  test('a tarball that is gone is seen', async () => {
    await rm(await packed());
    expect(await differences()).toEqual(['tarball']);
  });

  test.for(['', '{}', 'not JSON'])('a manifest that is broken is seen: %j', async (text) => {
    await packed();
    await writeFile(join(intoDir, 'manifest.json'), text);
    expect(await differences()).toEqual(['manifest']);
  });

  test('a manifest that is gone is seen', async () => {
    await packed();
    await rename(join(intoDir, 'manifest.json'), join(intoDir, 'elsewhere.json'));
    expect(await differences()).toEqual(['manifest']);
  });

  test('a manifest that points out of its directory is not followed', async () => {
    const file = await packed();
    const manifest = JSON.parse(await readFile(join(intoDir, 'manifest.json'), 'utf8'));
    await cp(file, join(root, 'outside.tgz'));
    await writeFile(join(intoDir, 'manifest.json'), JSON.stringify({ ...manifest, file: '../outside.tgz' }));
    expect(await differences()).toEqual(['manifest']);
  });
});
