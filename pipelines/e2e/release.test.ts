import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../smoke/process/eventually.ts';
import { pathWithout } from '../../smoke/sandbox/path-without.ts';
import { openReleasePlace, type ReleasePlace } from './release-place.ts';
import { exitOf } from './workplace.ts';

let place: ReleasePlace;
beforeAll(async () => {
  place = await openReleasePlace();
});
afterAll(() => place[Symbol.asyncDispose]());

const publish = (...args: string[]) => place.json('publish-report', ['publish', ...args]);
const put = 'PUT /@kaelio%2fktx';

/** Of everything below `dir`, git's own files among it: path, mode, bytes. */
function hashOf(dir: string): string {
  const hash = createHash('sha256');
  for (const path of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort()) {
    const stat = lstatSync(join(dir, path));
    hash.update(`${path} ${stat.mode}\n`);
    if (stat.isFile()) hash.update(readFileSync(join(dir, path)));
  }
  return hash.digest('hex');
}

/** What the registry has, in a few words. */
async function shown(version: string): Promise<string> {
  const answer = await fetch(`${place.registry.url}@kaelio%2fktx/${version}`);
  const body: unknown = await answer.json();
  return answer.ok ? JSON.stringify(body) : `HTTP ${answer.status}`;
}

describe('a release', () => {
  test('prepare proposes 0.2.0 from what was committed, and writes it when it is told to', async () => {
    place.git('commit', '-q', '--allow-empty', '-m', 'feat: a demo that says more');
    expect(await place.json('preparation', ['prepare', '--channel', 'stable'])).toMatchObject({
      next_version: '0.2.0',
      proposed_changelog_block: expect.stringMatching(/^## 0\.2\.0\n[\s\S]*a demo that says more/),
    });
    expect(place.git('status', '--porcelain')).toBe('');
    expect(exitOf(await place.shakedown(['prepare', '--channel', 'stable', '--write']))).toBe(0);
    execFileSync(process.execPath, ['build-wheel.mjs'], { cwd: place.source });
    place.git('add', '-A');
    place.git('commit', '-q', '-m', 'chore: release 0.2.0');
    place.git('tag', '-a', '-m', '0.2.0', 'v0.2.0');
    place.git('push', '-q', 'origin', 'main', 'v0.2.0');
  });

  test('its versions agree', async () => {
    expect(await place.json('coherence', ['coherence'])).toMatchObject({ verdict: 'passed', findings: [] });
  });

  test('nothing is published that is not verified', async () => {
    const report = await publish('--publish');
    expect(report).toMatchObject({ outcome: 'blocked', exitCode: 3, ready: false, blocker: 'readiness-missing' });
    expect(place.registry.sent).toEqual([]);
  });

  test('it is verified', async () => {
    const result = await place.shakedown(['verify', '.', '--quiet']);
    expect(exitOf(result), result.stdout + result.stderr).toBe(0);
  });

  test('it is ready', async () => {
    const report = await place.json('readiness', ['readiness']);
    expect(
      report.gates.filter(({ verdict }) => verdict !== 'passed').map(({ id, verdict }) => `${id} ${verdict}`),
    ).toEqual(['RG-8 not-applicable']);
    expect(report).toMatchObject({ verdict: 'ready', findings: [] });
  });

  test('a dry run says that it can be published, and changes nothing: not the tree, not git, not the registry', async () => {
    const before = [hashOf(place.source), hashOf(place.remote), hashOf(place.home)];
    const report = await publish();
    expect(report).toMatchObject({
      dryRun: true,
      outcome: 'ready',
      exitCode: 0,
      ready: true,
      blockers: [],
      target: { registry: place.registry.url, tag: 'latest', access: 'public', authentication: 'login', user: 'alice' },
    });
    expect([hashOf(place.source), hashOf(place.remote), hashOf(place.home)]).toEqual(before);
    expect(readdirSync(place.tmp)).toEqual([]);
    expect(place.registry.sent).toEqual([]);
    expect(await shown('0.2.0')).toBe('HTTP 404');
  });

  test('it is published: exactly the verified bytes, once', async () => {
    const { artifact, ...report } = await publish('--publish');
    expect(report).toMatchObject({
      outcome: 'published',
      exitCode: 0,
      attempts: [{ outcome: 'accepted' }],
      identity: [{ same: true }, { same: true }],
    });
    expect(place.registry.sent).toEqual([put]);
    const document = await shown('0.2.0');
    expect(document).toContain(artifact?.integrity);
    expect(document).not.toContain(place.source);
    expect(readdirSync(place.tmp)).toEqual([]);
    expect(place.git('status', '--porcelain')).toBe('');
  });

  test('to publish it again is satisfied, and sends nothing', async () => {
    for (const flags of [[], ['--publish']]) {
      expect(await publish(...flags)).toMatchObject({
        outcome: 'already-published',
        exitCode: 0,
        ready: true,
        identity: [{ same: true }, { same: true }],
      });
    }
    expect(place.registry.sent).toEqual([put]);
  });

  test('a stranger gets it by every way', async () => {
    expect(await place.json('published-report', ['published'])).toMatchObject({
      verdict: 'passed',
      expected: { from: expect.stringContaining('its publish from here') },
      ways: ['npx', 'local', 'global'].map((way) => ({ way, outcome: 'passed', says: '0.2.0', identity: 'same' })),
      signatures: { outcome: 'not-offered' },
      provenance: { outcome: 'not-offered' },
      distTags: { latest: '0.2.0' },
    });
    expect(readdirSync(place.tmp)).toEqual([]);
  });
});

describe('to another registry, still without it', () => {
  let head: string;
  beforeAll(async () => {
    await place.emptyRegistry();
    place.registry.sent.length = 0;
    head = place.git('rev-parse', 'HEAD');
  });

  interface Case {
    what: string;
    codes: string[];
    args?: string[] | (() => string[]);
    env?: () => Record<string, string>;
    cwd?: string;
    provoke?: () => unknown;
    undo?: () => unknown;
  }
  const addVersion = async (version: string): Promise<void> => {
    const body = JSON.stringify({
      _id: '@kaelio/ktx',
      name: '@kaelio/ktx',
      'dist-tags': { latest: version },
      versions: {
        [version]: {
          name: '@kaelio/ktx',
          version,
          dist: { integrity: `sha512-${'B'.repeat(86)}==`, tarball: `${place.registry.url}x` },
        },
      },
      _attachments: { 'x.tgz': { content_type: 'application/octet-stream', data: 'AAAA', length: 3 } },
    });
    const headers = { authorization: `Bearer ${place.token()}`, 'content-type': 'application/json' };
    const answer = await fetch(`${place.registry.url}@kaelio%2fktx`, { method: 'PUT', headers, body });
    await answer.text();
    place.registry.sent.length = 0;
    if (!answer.ok) throw new Error(`PUT: HTTP ${answer.status}`);
  };
  const file = (name: string): string => join(place.source, name);
  const repacked = (): string => {
    const [runId = ''] = readdirSync(file('.shakedown/runs'));
    const dir = join(place.source, '.shakedown', 'runs', runId, 'artifact');
    const tarball = readdirSync(dir).find((name) => name.endsWith('.tgz')) ?? '';
    const made = join(place.source, '..', 'repacked');
    rmSync(made, { recursive: true, force: true });
    cpSync(join(dir, tarball), join(made, tarball));
    execFileSync('tar', ['-xzf', tarball], { cwd: made });
    execFileSync('tar', ['-czf', tarball, 'package'], { cwd: made });
    return join(made, tarball);
  };

  const cases: Case[] = [
    { what: 'nobody is logged in', env: () => ({ NODE_AUTH_TOKEN: 'a-token-of-nobody' }), codes: ['not-logged-in'] },
    {
      what: 'a job has neither login nor identity',
      env: () => ({ NODE_AUTH_TOKEN: 'a-token-of-nobody', GITHUB_ACTIONS: 'true' }),
      codes: ['not-logged-in', 'oidc-not-possible'],
    },
    {
      what: 'provenance is wanted and cannot be made',
      env: () => ({ npm_config_provenance: 'true' }),
      codes: ['provenance-not-possible'],
    },
    {
      what: "npm would go elsewhere by an npmrc's scope",
      env: () => ({ 'npm_config_@kaelio:registry': 'http://elsewhere.example/' }),
      codes: ['publish-target-differs'],
    },
    {
      what: 'another registry is asked for',
      args: ['--registry', 'http://elsewhere.example/'],
      codes: ['publish-target-differs'],
    },
    { what: 'it is to be staged before it is known', args: ['--stage'], codes: ['staging-not-possible'] },
    {
      what: 'there is no npm',
      env: () => ({ PATH: pathWithout(process.env.PATH ?? '', ['npm'], join(place.source, '..', 'no-npm')) }),
      codes: ['npm-missing', 'readiness-missing'],
    },
    {
      what: 'the bytes are not those that were verified',
      args: () => ['--tarball', repacked()],
      codes: ['readiness-other-bytes'],
    },
    {
      what: 'the tree is dirty',
      provoke: () => writeFileSync(file('notes.txt'), 'later'),
      undo: () => rmSync(file('notes.txt')),
      codes: ['release-tree-dirty'],
    },
    {
      what: 'the branch is not at the remote',
      provoke: () => place.git('-C', place.remote, 'branch', '-m', 'main', 'other'),
      undo: () => place.git('-C', place.remote, 'branch', '-m', 'other', 'main'),
      codes: ['release-branch-missing'],
    },
    {
      what: 'the branch is behind its remote',
      provoke: () =>
        place.git(
          'push',
          '-q',
          'origin',
          `${place.git('commit-tree', '-p', head, '-m', 'later', 'HEAD^{tree}')}:refs/heads/main`,
        ),
      undo: () => place.git('push', '-q', '-f', 'origin', `${head}:refs/heads/main`),
      codes: ['release-branch-behind'],
    },
    {
      what: 'the tag was not pushed',
      provoke: () => place.git('push', '-q', 'origin', ':v0.2.0'),
      undo: () => place.git('push', '-q', 'origin', 'v0.2.0'),
      codes: ['release-tag-missing'],
    },
    {
      what: 'the tag is elsewhere',
      provoke: () => place.git('tag', '-f', 'v0.2.0', 'HEAD^'),
      undo: () => {
        place.git('tag', '-d', 'v0.2.0');
        place.git('fetch', '-q', 'origin', 'tag', 'v0.2.0');
      },
      codes: ['release-tag-elsewhere', 'readiness-gate'],
    },
    {
      what: 'the package is private',
      provoke: () =>
        writeFileSync(
          file('package.json'),
          readFileSync(file('package.json'), 'utf8').replace('{', '{ "private": true,'),
        ),
      undo: () => place.git('checkout', '-q', 'package.json'),
      codes: ['package-is-private', 'release-tree-dirty', 'readiness-missing'],
    },
    {
      what: 'the registry is not well',
      provoke: () => {
        for (const path of ['/@kaelio%2fktx', '/@kaelio%2fktx/0.2.0'])
          place.registry.answers.set(path, { status: 503 });
      },
      undo: () => place.registry.answers.clear(),
      codes: ['registry-unreachable'],
    },
    {
      what: 'latest would be lowered',
      provoke: () => addVersion('0.9.0'),
      undo: () => place.emptyRegistry(),
      codes: ['dist-tag-lowers-latest'],
    },
    {
      what: 'the version is there with other bytes',
      provoke: () => addVersion('0.2.0'),
      undo: () => place.emptyRegistry(),
      codes: ['version-taken'],
    },
    {
      what: 'several things are wrong at once',
      provoke: () => {
        writeFileSync(file('notes.txt'), 'later');
        place.git('push', '-q', 'origin', ':v0.2.0');
      },
      undo: () => {
        rmSync(file('notes.txt'));
        place.git('push', '-q', 'origin', 'v0.2.0');
      },
      env: () => ({ NODE_AUTH_TOKEN: 'a-token-of-nobody', npm_config_provenance: 'true' }),
      codes: ['release-tree-dirty', 'release-tag-missing', 'provenance-not-possible', 'not-logged-in'],
    },
  ];
  test.each(cases)('$what: blocked', async ({ provoke, undo, args = [], env, codes }) => {
    await provoke?.();
    try {
      const flags = typeof args === 'function' ? args() : args;
      const report = await place.json('publish-report', ['publish', '--publish', ...flags], { env: env?.() ?? {} });
      expect([...new Set(report.blockers.map(({ code }) => code))]).toEqual(codes);
      expect(report).toMatchObject({ outcome: 'blocked', exitCode: 3, ready: false, blocker: codes[0] });
      for (const { expected, found, remediation } of report.blockers)
        expect([expected, found, remediation]).not.toContain('');
      expect(place.registry.sent).toEqual([]);
    } finally {
      await undo?.();
    }
  });

  test('Ctrl-C in the middle of it ends in order, with what is known', async () => {
    place.registry.moods = ['never answers'];
    const running = place.start(['publish', '--publish', '--json']);
    await eventually('npm has sent it', () => place.registry.sent.length > 0, 60_000);
    running.kill('SIGINT');
    const result = await running.result;
    expect(exitOf(result), result.stderr).toBe(130);
    expect(JSON.parse(result.stdout)).toMatchObject({
      outcome: 'interrupted',
      exitCode: 130,
      attempts: [{ outcome: 'interrupted' }],
      findings: [{ code: 'publish-interrupted', args: { known: 'the registry does not have it' } }],
    });
    place.said.push(result.stdout, result.stderr);
    expect(readdirSync(place.tmp)).toEqual([]);
  });

  test('a crash between publish and its record is made good: the registry is asked, nothing is sent twice', async () => {
    place.registry.sent.length = 0;
    place.registry.moods = ['holds the answer back'];
    let arrived = false;
    place.registry.onSent = () => {
      arrived = true;
    };
    const running = place.start(['publish', '--publish', '--json']);
    await eventually('the registry has it', () => arrived, 60_000);
    running.kill('SIGKILL');
    expect(exitOf(await running.result)).toBe('killed by SIGKILL');
    place.registry.hangUp();
    const record = join(place.source, '.shakedown', 'releases', '@kaelio%2Fktx@0.2.0.json');
    expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({ state: 'sending' });

    const resumed = await place.shakedown(['publish', '--publish', '--json']);
    expect(JSON.parse(resumed.stdout), resumed.stderr).toMatchObject({
      outcome: 'already-published',
      exitCode: 0,
      identity: [{ same: true }, { same: true }],
    });
    expect(resumed.stderr).toContain('release-left-open');
    expect(place.registry.sent).toEqual([put]);
    expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({
      state: 'published',
      identity: [{ same: true }, { same: true }],
    });
    const pruned = await place.shakedown(['workspaces', 'prune', '--unreferenced', '--force']);
    expect(exitOf(pruned), pruned.stdout + pruned.stderr).toBe(0);
    // The root of all workspaces may stay; what was killed is found and taken away.
    expect(readdirSync(place.tmp).flatMap((root) => readdirSync(join(place.tmp, root)))).toEqual([]);
  });
});

test('the token is in nothing that was printed, and in no file that is left', () => {
  expect(place.said.length).toBeGreaterThan(50);
  const secret = place.token();
  expect(place.said.filter((text) => text.includes(secret))).toEqual([]);
  const holding = [place.source, place.home, place.tmp].flatMap((dir) =>
    readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .map((path) => join(dir, path))
      .filter((path) => lstatSync(path).isFile() && readFileSync(path).includes(secret)),
  );
  expect(holding).toEqual([]);
});
