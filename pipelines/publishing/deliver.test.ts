import { lt } from 'semver';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SendAttempt } from '../../schemas/types.ts';
import { npmCommand } from '../npm/npm.ts';
import { type Delivered, type DeliverOptions, deliver } from './deliver.ts';
import type { Release } from './delivery-end.ts';
import { gatherFacts, type Means } from './gather-facts.ts';
import { type MoodyRegistry, moodyRegistry } from './registry-in-the-way.ts';
import { openReleaseBench, type ReleaseBench, registryKey } from './release-bench.ts';

let rig: ReleaseBench;
let registry: MoodyRegistry;
let means: Means;
let npmVersion: string;
beforeAll(async () => {
  rig = await openReleaseBench();
  registry = await moodyRegistry(rig.registry);
  rig.npmrc(`${registryKey(registry.url)}:_authToken=${rig.token}\n`);
  const { question } = await rig.release('0.0.1', { npm: { registry: registry.url } });
  // An npm that would try again by itself, unless it is told not to.
  const env = { ...question.io.env, npm_config_fetch_retries: '1', npm_config_fetch_retry_mintimeout: '10' };
  const gathered = await gatherFacts({ ...question, io: { ...question.io, env } });
  if (!gathered.means) throw new Error('there is no npm');
  means = gathered.means;
  npmVersion = gathered.facts.npm.kind === 'found' ? gathered.facts.npm.version : '0.0.0';
});
afterEach(() => {
  registry.moods = [];
  registry.sent.length = 0;
  registry.onSent = undefined;
  registry.answers.clear();
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

let made = 0;

/** A release of the next version, and everything that delivering it needs; the clock only notes what was slept. */
async function prepared(signal = new AbortController().signal) {
  made += 1;
  const artifact = await rig.bench.artifact({ name: '@scope/x', version: `1.0.${made}` });
  const { name, version, integrity } = artifact.manifest;
  const release: Release = {
    intent: 'publish',
    name,
    version,
    file: artifact.file,
    integrity,
    registry: registry.url,
    tag: 'next',
    access: 'public',
    provenance: undefined,
  };
  const slept: number[] = [];
  const seen: SendAttempt[][] = [];
  const options: DeliverOptions = {
    means,
    clock: { now: () => 0, sleep: async (ms) => void slept.push(ms) },
    now: () => new Date(),
    signal,
    visibleWithinMs: 1_000,
    onAttempt: (attempts) => seen.push(structuredClone([...attempts])),
  };
  return { release, options, slept, seen };
}

/** Delivers the next version to a registry in these moods. */
async function delivered(...moods: MoodyRegistry['moods']) {
  registry.moods = moods;
  const { release, options, slept, seen } = await prepared();
  const result = await deliver(release, options);
  return { result, slept, seen, codes: result.findings.map(({ code }) => code), path: `/@scope%2fx` };
}
const attempts = ({ attempts: all }: Delivered) =>
  all.map(({ outcome, code }) => [outcome, code].filter(Boolean).join(' '));

test('a release is sent once, and proved by what the registry says and delivers', async () => {
  const { result, seen, path } = await delivered('well');
  expect(result).toMatchObject({
    outcome: 'published',
    state: 'published',
    identity: [
      { at: 'registry dist.integrity', same: true },
      { at: 'bytes downloaded back', same: true },
    ],
  });
  expect(registry.sent).toEqual([`PUT ${path}`]);
  // Each step is heard of before it is taken.
  expect(seen.map((all) => all.map(({ outcome }) => outcome))).toEqual([['sending'], ['accepted']]);
});

describe('a registry that is not well for a while is tried again', () => {
  test.each([
    ['busy', { status: 409 }, 'E409'],
    ['overloaded', { status: 503 }, 'E503'],
    ['too often asked', { status: 429 }, 'E429'],
  ])('%s', async (_, mood, code) => {
    const { result, slept } = await delivered(mood, mood, 'well');
    expect(result.outcome).toBe('published');
    expect(attempts(result)).toEqual([`refused ${code}`, `refused ${code}`, 'accepted']);
    expect(slept).toEqual([1_000, 2_000]);
  });

  test('and not for ever', async () => {
    const { result, codes, slept } = await delivered({ status: 503 });
    expect({ outcome: result.outcome, state: result.state, codes }).toEqual({
      outcome: 'failed',
      state: 'unknown',
      codes: ['publish-gave-up'],
    });
    expect(registry.sent).toHaveLength(4);
    expect(slept).toEqual([1_000, 2_000, 4_000]);
  });

  test('for as long as it asks for, and no longer than anybody would wait', async () => {
    const asks = (seconds: string) => ({ status: 503, headers: { 'retry-after': seconds } });
    registry.moods = [{ status: 503 }, 'well'];
    const { release, options, slept } = await prepared();
    registry.answers.set(`/@scope%2fx/${release.version}`, asks('7'));
    options.onAttempt = (all) => {
      if (all.length === 2) registry.answers.clear();
    };
    expect((await deliver(release, options)).outcome).toBe('published');
    expect(slept).toEqual([7_000]);

    registry.moods = [{ status: 503 }];
    const second = await prepared();
    registry.answers.set(`/@scope%2fx/${second.release.version}`, asks('3600'));
    expect((await deliver(second.release, second.options)).findings[0]?.code).toBe('publish-gave-up');
    expect(second.slept).toEqual([]);
  });
});

describe('what will not go away is not tried again', () => {
  test.each([
    [{ status: 401 }, 'E401', /npm login/],
    [{ status: 403, body: { error: 'you may not' } }, 'E403', /right to publish/],
    [{ status: 404 }, 'E404', /trusted publisher/],
    [{ status: 401, headers: { 'www-authenticate': 'OTP' } }, 'EOTP', /one-time password/],
    [{ status: 422 }, 'E422', /repository.url/],
  ])('%o', async (mood, code, remedy) => {
    const { result } = await delivered(mood);
    expect(result).toMatchObject({
      outcome: 'failed',
      state: 'not-published',
      findings: [{ code: 'publish-refused', args: { code } }],
    });
    expect(result.findings[0]?.remediation).toMatch(remedy);
    expect(registry.sent).toHaveLength(1);
  });
});

describe('the registry is believed, not its answer', () => {
  test('a release whose answer was lost is published', async () => {
    const { result } = await delivered('forgets to answer');
    expect(result).toMatchObject({ outcome: 'published', identity: [{ same: true }, { same: true }], findings: [] });
    expect(registry.sent).toHaveLength(1);
  });

  test('a version that somebody else published meanwhile with other bytes is no success', async () => {
    const { release, options } = await prepared();
    const other = await rig.bench.artifact({ name: '@scope/x', version: release.version, description: 'other' });
    await deliver({ ...release, file: other.file, integrity: other.manifest.integrity }, options);
    const result = await deliver(release, options);
    expect(result).toMatchObject({ outcome: 'failed', state: 'unknown' });
    expect(result.findings.map(({ code, args }) => [code, args.at])).toEqual([
      ['published-bytes-differ', 'registry dist.integrity'],
      ['published-bytes-differ', 'bytes downloaded back'],
    ]);
  });

  test('one that says the right thing and delivers another is found out', async () => {
    const { release, options } = await prepared();
    const says = {
      name: release.name,
      version: release.version,
      dist: { integrity: release.integrity, tarball: `${registry.url}other.tgz` },
    };
    registry.answers.set(`/@scope%2fx/${release.version}`, { status: 200, body: says });
    registry.answers.set('/other.tgz', { status: 200, body: { other: 'bytes' } });
    expect(await deliver(release, options)).toMatchObject({
      outcome: 'failed',
      identity: [{ same: true }, { at: 'bytes downloaded back', same: false }],
      findings: [{ code: 'published-bytes-differ' }],
    });
  });

  test('a release that it took and does not show yet is not called failed', async () => {
    const { release, options } = await prepared();
    registry.answers.set(`/@scope%2fx/${release.version}`, { status: 404 });
    registry.answers.set('/@scope%2fx', { status: 404 });
    expect(await deliver(release, options)).toMatchObject({
      outcome: 'not-yet-visible',
      state: 'published',
      findings: [{ code: 'published-not-visible', severity: 'warning' }],
    });
  });
});

describe('an npm that', () => {
  /** An npm that says this and does nothing. */
  async function pretending(said: { stderr?: string; stdout?: string; end?: string }) {
    const { release, options } = await prepared();
    const program = new URL('../registry/npm-stand-in.ts', import.meta.url).pathname;
    const standIn = npmCommand({ node: { path: process.execPath, version: '' }, npm: { path: program, version: '' } });
    const { stdout = '', stderr = '', end = '0' } = said;
    const env = { STAND_IN_STDOUT: stdout, STAND_IN_STDERR: stderr, STAND_IN_END: end };
    const npm: Means['npm']['npm'] = (args) => standIn(args, { cwd: rig.bench.root, env, timeoutMs: 30_000 });
    const result = await deliver(release, {
      ...options,
      means: { ...means, npm: { ...means.npm, npm } },
    });
    return result.findings.map(({ code, args }) => [code, args.found]);
  }

  test('sends it elsewhere is found out', async () => {
    const stderr = 'npm notice Publishing to http://elsewhere.example/ with tag next\n';
    expect(await pretending({ stderr })).toEqual([['publish-went-elsewhere', 'http://elsewhere.example/']]);
  });

  test('says that it sent something else, or nothing, is not believed', async () => {
    expect(await pretending({ stdout: 'done' })).toEqual([['publish-sent-other-bytes', 'nothing']]);
    const integrity = `sha512-${'B'.repeat(86)}==`;
    const item = { name: '@scope/x', version: '1.0.0', size: 1, integrity, filename: 'x.tgz', files: [] };
    expect(await pretending({ stdout: JSON.stringify(item) })).toEqual([['publish-sent-other-bytes', integrity]]);
  });
});

describe('a signal in the middle of it', () => {
  test('lets npm finish what it is about to, and says that it is published', async () => {
    const interruption = new AbortController();
    const { release, options } = await prepared(interruption.signal);
    registry.onSent = () => interruption.abort(new Error('SIGINT'));
    const result = await deliver(release, options);
    expect(result).toMatchObject({ outcome: 'interrupted', state: 'published', attempts: [{ outcome: 'accepted' }] });
    expect(result.findings[0]?.message).toContain('it is published, with the verified bytes');
  });

  test('does not say that it is published where the registry has other bytes', async () => {
    const interruption = new AbortController();
    const { release, options } = await prepared(interruption.signal);
    const integrity = `sha512-${'B'.repeat(86)}==`;
    const { name, version } = release;
    const body = { name, version, dist: { integrity, tarball: `${registry.url}x.tgz` } };
    registry.answers.set(`/@scope%2fx/${version}`, { status: 200, body });
    registry.onSent = () => interruption.abort(new Error('SIGINT'));
    const result = await deliver(release, options);
    expect(result).toMatchObject({ outcome: 'interrupted', state: 'unknown' });
    expect(result.findings[0]?.message).toContain(`other bytes as that version, ${integrity}`);
  });

  test('ends an npm that hangs, and says that nothing arrived', async () => {
    const interruption = new AbortController();
    const { release, options } = await prepared(interruption.signal);
    registry.moods = ['never answers'];
    registry.onSent = () => interruption.abort(new Error('SIGTERM'));
    const result = await deliver(release, options);
    expect(result).toMatchObject({
      outcome: 'interrupted',
      state: 'not-published',
      attempts: [{ outcome: 'interrupted' }],
    });
    expect(result.findings[0]?.message).toContain('the registry does not have it');
  });

  test('says so where the registry does not tell', async () => {
    const interruption = new AbortController();
    const { release, options } = await prepared(interruption.signal);
    registry.moods = ['never answers'];
    registry.answers.set(`/@scope%2fx/${release.version}`, { status: 503 });
    registry.onSent = () => interruption.abort(new Error('SIGTERM'));
    expect(await deliver(release, options)).toMatchObject({ outcome: 'interrupted', state: 'unknown' });
  });
});

describe('a token', () => {
  test('that the registry repeats is in nothing that is told', async () => {
    const body = { error: `nobody may with ${rig.token}, nor with ${encodeURIComponent(rig.token)}` };
    const { result } = await delivered({ status: 403, body });
    expect(result.findings[0]?.message).toContain('nobody may with [redacted]');
    expect(JSON.stringify(result)).not.toContain(rig.token);
  });

  test('is in nothing that an npm says that is made to say everything, to a registry that repeats the header', async () => {
    const { question } = await rig.release('0.0.2', { npm: { registry: registry.url } });
    const env = {
      ...question.io.env,
      npm_config_loglevel: 'silly',
      NODE_DEBUG: 'http,net',
      npm_config_dry_run: 'true',
    };
    const loud = await gatherFacts({ ...question, io: { ...question.io, env } });
    if (!loud.means) throw new Error('there is no npm');
    const said = `you sent authorization: Bearer ${rig.token}`;
    const repeats = { status: 403, headers: { 'npm-notice': said }, body: { error: said } };
    registry.answers.set('/-/whoami', repeats);
    const { stdout, stderr } = await loud.means.npm.npm(['whoami', '--json', `--registry=${registry.url}`]);
    // It was there: what is looked for has come all the way.
    expect(stderr).toContain('npm notice you sent authorization: Bearer [redacted]');
    expect(stderr).toContain('npm verbose stack');
    registry.moods = [repeats];
    const { release, options } = await prepared();
    const result = await deliver(release, { ...options, means: loud.means });
    // It is sent, whatever the environment says of dry runs.
    expect(registry.sent).toHaveLength(1);
    expect(result.findings).toMatchObject([{ code: 'publish-refused', args: { code: 'E403' } }]);
    expect(JSON.stringify([stdout, stderr, result, loud.facts])).not.toContain(rig.token);
  });
});

describe('staged', () => {
  const stageId = '11111111-2222-4333-8444-555555555555';

  test('a release waits for its approval, and is not looked for', async ({ skip }) => {
    if (lt(npmVersion, '11.15.0')) skip(`npm ${npmVersion} cannot stage`);
    registry.moods = [{ status: 201, body: { stageId } }];
    const { release, options } = await prepared();
    const result = await deliver({ ...release, intent: 'stage' }, options);
    expect(result).toMatchObject({ outcome: 'staged', state: 'staged', stageId, findings: [] });
    expect(registry.sent).toEqual(['POST /-/stage/package/@scope%2fx']);
  });
});
