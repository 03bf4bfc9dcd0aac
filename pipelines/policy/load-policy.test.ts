import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InputError } from '../findings/errors.ts';
import { loadPolicy, requirePolicyFor } from './load-policy.ts';
import { ktxVersion1 } from './sample-policies.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'policy-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function load(policy: unknown) {
  await writeFile(join(dir, 'p.json'), typeof policy === 'string' ? policy : JSON.stringify(policy));
  return loadPolicy('p.json', dir);
}

async function findings(loading: Promise<unknown>) {
  const error = await loading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InputError)) throw new Error(`expected an InputError, got ${error}`);
  return error.findings;
}

test("reads KTX's version 1 policy as it is, in its three modes", async () => {
  const modes = [
    ktxVersion1,
    {
      ...ktxVersion1,
      releaseMode: 'ci-artifact-only',
      npm: { ...ktxVersion1.npm, publish: false },
      requiredBeforePublishing: ['name on npm'],
    },
    { ...ktxVersion1, releaseMode: 'published-package-smoke-required', npm: { ...ktxVersion1.npm, publish: false } },
  ];
  for (const mode of modes) expect((await load(mode)).policy).toEqual(mode);
});

test("reads this repository's own policy", async () => {
  const root = join(import.meta.dirname, '../..');
  const loaded = await loadPolicy('release-policy.json', root);
  expect(loaded.policy.schemaVersion).toBe(2);
  expect(loaded.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  [
    'publishes in ci-artifact-only',
    { releaseMode: 'ci-artifact-only', requiredBeforePublishing: ['x'] },
    ['/npm/publish'],
  ],
  [
    'has nothing to do before publishing in ci-artifact-only',
    { releaseMode: 'ci-artifact-only', npm: { ...ktxVersion1.npm, publish: false } },
    ['/requiredBeforePublishing'],
  ],
  ['is ready with an open requirement', { requiredBeforePublishing: ['x'] }, ['/requiredBeforePublishing']],
  ['has a wrong mode', { releaseMode: 'yolo' }, ['/releaseMode']],
  ['is version 1 with a version 2 field', { contract: 'ktx-runtime@1' }, ['/contract']],
  ['is version 2 without a contract', { schemaVersion: 2 }, ['/contract']],
  ['has two faults', { releaseMode: 'yolo', extra: 1 }, ['/extra', '/releaseMode']],
])('refuses a policy that %s, with the JSON pointer', async (_, change, pointers) => {
  const found = await findings(load({ ...ktxVersion1, ...change }));
  expect(found.map((each) => each.where.pointer).sort()).toEqual(pointers);
  expect(new Set(found.map((each) => each.code))).toEqual(new Set(['policy-invalid']));
});

test('refuses what is not JSON or not there', async () => {
  expect((await findings(load('{ "a": }')))[0]?.code).toBe('policy-not-json');
  expect((await findings(loadPolicy('none.json', dir)))[0]?.message).toContain('ENOENT');
});

test('refuses a subject that the policy does not name', async () => {
  const loaded = await load(ktxVersion1);
  requirePolicyFor(loaded, '@kaelio/ktx');
  expect(() => requirePolicyFor(loaded, 'left-pad')).toThrow(/speaks of @kaelio\/ktx, the subject is left-pad/);
});
