import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pathWithout } from '../../smoke/sandbox/path-without.ts';
import { answeringServer } from '../registry/answering-server.ts';
import { readRequestLog } from '../registry/request-log.ts';
import { gatherFacts, type ReleaseQuestion } from './gather-facts.ts';
import { judge } from './preflight.ts';
import { type MadeRelease, openReleaseBench, type ReleaseBench, registryKey } from './release-bench.ts';

let rig: ReleaseBench;
let made: MadeRelease;
beforeAll(async () => {
  rig = await openReleaseBench();
  made = await rig.release('1.0.0');
});
beforeEach(() => rig.npmrc());
afterAll(() => rig[Symbol.asyncDispose]());

/** Looks, and judges. */
async function blockers(changes: Partial<ReleaseQuestion> = {}, release = made) {
  const { facts } = await gatherFacts({ ...release.question, ...changes });
  return judge(facts).preflight.blockers.map(({ code, found }) => [code, found]);
}
const withNpm = (npm: Partial<ReleaseQuestion['policy']['policy']['npm']>): Partial<ReleaseQuestion> => {
  const { policy } = made.question;
  return { policy: { ...policy, policy: { ...policy.policy, npm: { ...policy.policy.npm, ...npm } } } };
};

test('a release that is ready is found to be so, and the registry is told nothing by the question', async () => {
  expect(await blockers()).toEqual([]);
  const asked = (await readRequestLog(rig.registry.requestLog)).map(
    ({ request }) => `${request.method} ${request.url}`,
  );
  expect(asked).toEqual(expect.arrayContaining(['GET /@scope%2fx/1.0.0', 'GET /-/whoami']));
  const changing = asked.filter((each) => !each.startsWith('GET '));
  expect(new Set(changing)).toEqual(new Set(['PUT /-/user/org.couchdb.user:alice']));
});

describe('nobody is logged in', () => {
  test('without credentials', async () => {
    rig.npmrc('');
    expect(await blockers()).toEqual([['not-logged-in', expect.stringMatching(/^ENEEDAUTH /)]]);
  });

  test('with credentials that the registry does not know', async () => {
    rig.npmrc(`${registryKey(rig.registry.url)}:_authToken=stale-token-of-nobody\n`);
    expect(await blockers()).toEqual([['not-logged-in', expect.any(String)]]);
  });

  test('with credentials for another registry', async () => {
    rig.npmrc(`//elsewhere.example/:_authToken=${rig.token}\n`);
    expect(await blockers()).toEqual([['not-logged-in', expect.stringMatching(/^ENEEDAUTH /)]]);
  });

  test('and a job has no identity either: both are told, with why', async () => {
    rig.npmrc('');
    const env = { ...made.question.io.env, GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'owner/name' };
    const [first, ...others] = (await blockers({ io: { ...made.question.io, env } })).map(([code]) => code);
    expect(first).toBe('not-logged-in');
    expect(others.length).toBeGreaterThanOrEqual(3);
    expect(new Set(others)).toEqual(new Set(['oidc-not-possible']));
  });
});

test("credentials in the project's own npmrc count, a variable in them too", async () => {
  rig.npmrc('');
  const release = await rig.release('1.0.1');
  writeFileSync(join(release.dir, '.npmrc'), `${registryKey(rig.registry.url)}:_authToken=\${MY_TOKEN}\n`);
  release.git('add', '-A');
  release.git('commit', '-q', '--amend', '--no-edit');
  release.git('tag', '-f', 'v1.0.1');
  release.git('push', '-q', '-f', 'origin', 'main', 'v1.0.1');
  const { io } = release.question;
  expect(await blockers({ io: { ...io, env: { ...io.env, MY_TOKEN: rig.token } } }, release)).toEqual([]);
});

describe('npm would go elsewhere', () => {
  test('by publishConfig of the packed package', async () => {
    const release = await rig.release('1.0.2', {
      packageJson: { publishConfig: { registry: 'http://elsewhere.example' } },
    });
    expect(await blockers({}, release)).toEqual([
      ['publish-target-differs', 'http://elsewhere.example/ by publishConfig.registry in package.json'],
    ]);
  });

  test("by a scope's registry in an npmrc", async () => {
    rig.npmrc(`${registryKey(rig.registry.url)}:_authToken=${rig.token}\n@scope:registry=http://elsewhere.example/\n`);
    expect(await blockers()).toEqual([
      ['publish-target-differs', "http://elsewhere.example/ by @scope:registry in npm's configuration"],
    ]);
  });

  test('by --registry', async () => {
    expect(await blockers({ registry: 'http://elsewhere.example' })).toEqual([
      ['publish-target-differs', 'http://elsewhere.example/ by --registry'],
    ]);
    expect(await blockers({ registry: rig.registry.url })).toEqual([]);
  });

  test("where the policy means npm's own, which is asked without anybody's configuration", async () => {
    const found = await blockers(withNpm({ registry: null }));
    expect(found).toContainEqual(['publish-target-differs', `${rig.registry.url} by registry in npm's configuration`]);
  });
});

test('a registry that does not answer is told once, and nobody is said to be logged out for it', async () => {
  const gone = await answeringServer();
  await gone[Symbol.asyncDispose]();
  const env = { ...made.question.io.env, npm_config_registry: gone.url };
  const found = await blockers({ ...withNpm({ registry: gone.url }), io: { ...made.question.io, env } });
  expect(found).toEqual([['registry-unreachable', expect.stringContaining('ECONNREFUSED')]]);
});

test('without npm that is told, and all that does not need it', async () => {
  made.git('tag', '-d', 'v1.0.0');
  const { io } = made.question;
  const bin = rig.bench.dir('no-npm');
  const found = await blockers({
    io: { ...io, env: { ...io.env, PATH: pathWithout(process.env.PATH ?? '', ['npm'], bin) } },
  });
  expect(found.map(([code]) => code)).toEqual(['npm-missing', 'release-tag-missing']);
  made.git('tag', 'v1.0.0');
});

test('bytes that are given are those that are compared', async () => {
  const other = await rig.bench.artifact({ name: '@scope/x', version: '1.0.0', description: 'other' });
  expect(await blockers({ tarball: other.file })).toEqual([
    ['readiness-other-bytes', `sha256 ${other.manifest.sha256} in ${other.file}`],
  ]);
});

test('verified bytes that are gone are missed', async () => {
  const release = await rig.release('1.0.3');
  await release.question.readiness;
  rmSync(release.artifact.file);
  expect(await blockers({}, release)).toEqual([['readiness-other-bytes', `nothing at ${release.artifact.file}`]]);
});

test('whether there is to be provenance says the policy, before the package', async () => {
  const release = await rig.release('1.0.4', { packageJson: { publishConfig: { provenance: true } } });
  const { policy } = release.question;
  const refused = { ...policy.policy, release: { ...policy.policy.release, provenance: false } };
  expect((await blockers({}, release)).map(([code]) => code)).toEqual(['provenance-not-possible']);
  expect(await blockers({ policy: { ...policy, policy: refused } }, release)).toEqual([]);
});
