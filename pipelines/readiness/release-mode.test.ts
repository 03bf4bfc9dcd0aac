import { expect, test } from 'vitest';
import type { ArtifactManifest, ReleasePolicy } from '../../schemas/types.ts';
import { findContract } from '../../smoke/contract.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { sampleSmoke, sampleTools } from '../report/sample-run.ts';
import { scratchRun } from '../run/scratch-run.ts';
import { nextCommands } from './next-commands.ts';
import { askMode, type ModeAnswer } from './release-mode.ts';
import { ktxModes, writtenPolicy } from './sample-policies.ts';
import { recordVerify, type VerifyChanges, verifyReport } from './sample-verify.ts';

const { artifact: sampleArtifact } = verifyReport();
if (!sampleArtifact) throw new Error('the sample has an artifact');
const manifest: ArtifactManifest = sampleArtifact;

function asked(policy: LoadedPolicy, version: string, workdir: string): ModeAnswer {
  return askMode({
    release: { name: '@kaelio/ktx', version },
    expected: {
      bytes: manifest,
      packed: true,
      policy,
      contract: findContract('ktx-runtime@1').contract,
      source: { revision: 'c'.repeat(40), changed: [] },
      // Of the release: nothing of what is published already.
      predecessor: { kind: 'release', name: '@kaelio/ktx', tag: 'v0.0.9', version: '0.0.9', spec: '@kaelio/ktx@0.0.9' },
      now: new Date(),
      commands: nextCommands('ktx', policy.file),
    },
    workdir,
  });
}
async function askedOf(mode: ReleasePolicy, version: string): Promise<ModeAnswer> {
  const { workdir } = scratchRun();
  return asked(await writtenPolicy(workdir, mode), version, workdir);
}
const codes = ({ unmet }: ModeAnswer): string[] => unmet.map(({ kind, finding }) => `${kind} ${finding.code}`);

test('npm-public-release-ready lets the very version be published that is smoked afterwards', async () => {
  const mode = ktxModes['npm-public-release-ready'];
  const ready = await askedOf(mode, '0.1.0-rc.0');
  expect([ready.publish.allowed, codes(ready)]).toEqual([true, []]);
  const other = await askedOf(mode, '0.1.0');
  expect(codes(other)).toEqual(['wrong release-of-other-version']);
  expect(other.unmet[0]?.finding.remediation).toBe(
    'Write @kaelio/ktx@0.1.0 into publishedPackageSmoke of release-policy.json, then: shakedown verify ktx',
  );
});

test('ci-artifact-only never lets anything be published, whatever the version, and says what comes before', async () => {
  const { publish, unmet } = await askedOf(ktxModes['ci-artifact-only'], '9.9.9');
  expect([publish.allowed, unmet]).toEqual([false, []]);
  expect(publish.reason).toMatch(/never published; before that: the name on npm; a maintainer$/);
});

test('published-package-smoke-required lacks its evidence without a verify of what is published', async () => {
  const answer = await askedOf(ktxModes['published-package-smoke-required'], '9.9.9');
  expect([answer.publish.allowed, codes(answer)]).toEqual([false, ['missing published-smoke-missing']]);
  expect(answer.unmet[0]?.finding.remediation).toBe(
    'Verify it as it is published: shakedown verify @kaelio/ktx@0.1.0-rc.0',
  );
});

const published: ArtifactManifest = {
  ...manifest,
  version: '0.1.0-rc.0',
  sha256: '7'.repeat(64),
  source: { kind: 'published', spec: '@kaelio/ktx@0.1.0-rc.0' },
};

test.each<[string, VerifyChanges, string[]]>([
  ['passed', {}, []],
  ['failed', { smokes: [sampleSmoke('a > b', { outcome: 'failed' })] }, ['missing published-smoke-missing']],
  ['was of a part', { meta: { only: 'x' } }, ['missing published-smoke-missing']],
  [
    'had no real uv',
    { tools: { ...sampleTools, uv: { path: '/x', version: '1', kind: 'stand-in' } } },
    ['missing published-smoke-missing'],
  ],
  ['was of another version', { artifact: { ...published, version: '0.1.0' } }, ['missing published-smoke-missing']],
  [
    'was of a tarball',
    { artifact: { ...published, source: { kind: 'tarball', spec: 'x' } } },
    ['missing published-smoke-missing'],
  ],
])('published-package-smoke-required, when the verify of what is published %s', async (_how, changes, wanted) => {
  const here = scratchRun();
  const policy = await writtenPolicy(here.workdir, ktxModes['published-package-smoke-required']);
  // The bytes are another test's business.
  const artifact = { file: import.meta.filename, manifest: changes.artifact ?? published };
  const run = await recordVerify(here, { artifact, policy }, changes);
  const answer = asked(policy, '9.9.9', here.workdir);
  expect(codes(answer)).toEqual(wanted);
  expect(answer.publish.allowed).toBe(false);
  if (wanted.length === 0) expect(answer.publish.reason).toContain(`run ${run} has verified the published`);
});

test.each([
  ['it was had from there', 'https://registry.example/npm/', []],
  ['it was had from another registry', 'https://mirror.example/', ['missing published-smoke-missing']],
  ['nobody knows from where', undefined, ['missing published-smoke-missing']],
])(
  'where the policy names a registry, a verify of what is published counts when %s',
  async (_how, registry, wanted) => {
    const here = scratchRun();
    const mode = ktxModes['published-package-smoke-required'];
    const smoke = {
      packageName: '@kaelio/ktx',
      version: '0.1.0-rc.0',
      registry: 'https://me:secret@registry.example/npm',
    };
    const policy = await writtenPolicy(here.workdir, { ...mode, publishedPackageSmoke: smoke });
    const source = { ...published.source, ...(registry === undefined ? {} : { registry }) };
    const verified = { ...published, source };
    const artifact = { file: import.meta.filename, manifest: verified };
    await recordVerify(here, { artifact, policy }, { artifact: verified });
    const answer = asked(policy, '9.9.9', here.workdir);
    expect(codes(answer)).toEqual(wanted);
    const [unmet] = answer.unmet;
    if (!unmet) return;
    expect(unmet.finding.message).toContain(registry ?? 'nobody knows where');
    expect(unmet.finding.message).toContain('at https://registry.example/npm/');
    expect(unmet.finding.message).not.toContain('secret');
  },
);
