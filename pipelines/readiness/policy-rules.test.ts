import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReleasePolicy } from '../../schemas/types.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { ktxVersion1 } from '../policy/sample-policies.ts';
import { type NpmBench, openNpmBench } from '../registry/npm-bench.ts';
import { nextCommands } from './next-commands.ts';
import { askPolicyRules } from './policy-rules.ts';
import { ktxModes } from './sample-policies.ts';

const python = { publish: false, repository: null, packages: ['kaelio-ktx'] };

let bench: NpmBench;
let withWheel: Artifact;
let without: Artifact;
beforeAll(async () => {
  bench = openNpmBench();
  const manifest = {
    schemaVersion: 1,
    distributionName: 'Kaelio_KTX',
    normalizedName: 'kaelio_ktx',
    version: '0.1.0',
    wheel: { file: 'kaelio_ktx-0.1.0-py3-none-any.whl', sha256: '0'.repeat(64), bytes: 1 },
  };
  const files = { [join('assets', 'python', 'manifest.json')]: JSON.stringify(manifest), 'web/manifest.json': '{}' };
  withWheel = await bench.artifact({ name: '@kaelio/ktx', version: '0.1.0' }, files);
  without = await bench.artifact({ name: '@kaelio/ktx', version: '0.1.0' });
});
afterAll(() => bench[Symbol.asyncDispose]());

async function asked(policy: ReleasePolicy, release: Artifact | undefined = withWheel) {
  const loaded = { file: 'p.json', sha256: '0'.repeat(64), policy };
  const unmet = await askPolicyRules({ policy: loaded, release, commands: nextCommands('ktx', 'p.json') });
  return unmet.map(({ kind, finding: { where, args } }) => [kind, where.pointer, args.found]);
}

test.each(Object.entries(ktxModes))("KTX's own policy is honoured whole, %s", async (_, policy) => {
  expect(await asked(policy)).toEqual([]);
});

test.each<[string, Partial<ReleasePolicy>, [pointer: string, found: string][]]>([
  [
    'another installer',
    { runtimeInstaller: { uvStrategy: 'bundled', bootstrapUv: true, missingUvBehavior: 'download' } },
    [
      ['/runtimeInstaller/uvStrategy', 'bundled'],
      ['/runtimeInstaller/bootstrapUv', 'true'],
      ['/runtimeInstaller/missingUvBehavior', 'download'],
    ],
  ],
  [
    'a Python package that is published by itself',
    { python: { ...python, publish: true } },
    [['/python/publish', 'true']],
  ],
])('%s is told as a rule that nothing here holds a package to', async (_, changes, expected) => {
  const wanted = expected.map((each) => ['missing', ...each]);
  expect(await asked({ ...ktxModes['ci-artifact-only'], ...changes })).toEqual(wanted);
});

test('the bundled Python packages are those that the policy names', async () => {
  const naming = (...packages: string[]): ReleasePolicy => ({
    ...ktxVersion1,
    python: { ...python, packages },
  });
  const differs = (found: string) => [['wrong', '/python/packages', found]];
  expect(await asked(naming('kaelio.ktx'))).toEqual([]);
  expect(await asked(naming('another'))).toEqual(differs('Kaelio_KTX'));
  expect(await asked(naming('kaelio-ktx', 'another'))).toEqual(differs('Kaelio_KTX'));
  expect(await asked(naming())).toEqual(differs('Kaelio_KTX'));
  expect(await asked(ktxVersion1, without)).toEqual(differs('none'));
  expect(await asked(naming(), without)).toEqual([]);
});
