import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findContract } from '../../smoke/contract.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { packSubject } from '../artifact/pack.ts';
import { tgz } from '../artifact/tarball-maker.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { sampleSmoke } from '../report/sample-run.ts';
import { runPlaces } from '../run/places.ts';
import { heldRun, type ScratchRun, scratchRun } from '../run/scratch-run.ts';
import { packageRoot } from '../version.ts';
import type { Expected } from './conditions.ts';
import { chooseEvidence, type Evidence, verifiesOf } from './evidence.ts';
import { nextCommands } from './next-commands.ts';
import { recordVerify, type VerifyChanges } from './sample-verify.ts';

const policy = await loadPolicy('release-policy.json', packageRoot);
const revision = 'c'.repeat(40);
const name = '@kaelio/ktx';

/** A tarball of that package, as an artifact; `content` makes its bytes others. */
async function madeArtifact(here: ScratchRun, content = ''): Promise<Artifact> {
  const dir = join(here.root, `made-${content}`);
  const file = join(here.root, `${content}.tgz`);
  const manifest = JSON.stringify({ name, version: '0.1.0' });
  writeFileSync(
    file,
    tgz([
      { path: 'package/package.json', content: manifest },
      { path: 'package/content', content },
    ]),
  );
  const npm = () => Promise.reject(new Error('a tarball is copied'));
  const packed = await packSubject({ kind: 'tarball', spec: file, file }, { intoDir: dir, npm, env: {} });
  const source = { kind: 'directory' as const, spec: 'ktx', revision, dirty: false };
  return { file: join(dir, packed.file), manifest: { ...packed, source } };
}

/** A run of so many hours ago. */
async function verified(here: ScratchRun, artifact: Artifact, hoursAgo: number, changes?: VerifyChanges) {
  const now = () => new Date(Date.now() - hoursAgo * 3_600_000);
  return await recordVerify({ ...here, now }, { artifact, policy }, changes);
}

async function chosen(
  { workdir }: ScratchRun,
  { manifest }: Artifact,
  reads: (runId: string) => void = () => undefined,
): Promise<Evidence | undefined> {
  const expected: Expected = {
    bytes: manifest,
    packed: true,
    policy,
    contract: findContract('ktx-runtime@1').contract,
    source: { revision, changed: [] },
    now: new Date(),
    commands: nextCommands('ktx', policy.file),
  };
  function* runs() {
    for (const run of verifiesOf(name, workdir)) {
      reads(run.runId);
      yield run;
    }
  }
  return await chooseEvidence(runs(), workdir, expected);
}
const codesOf = (evidence: Evidence | undefined): string[] => evidence?.unmet.map(({ finding }) => finding.code) ?? [];
const failing: VerifyChanges = { smokes: [sampleSmoke('a > b', { outcome: 'failed' })] };

test('the newest verify of these bytes that lacks nothing counts, with its tarball', async () => {
  const here = scratchRun();
  const artifact = await madeArtifact(here);
  await verified(here, artifact, 5);
  const newer = await verified(here, artifact, 3);
  await verified(here, await madeArtifact(here, 'other'), 2);
  await verified(here, artifact, 1, { meta: { only: 'prune' } });
  const evidence = await chosen(here, artifact);
  expect([evidence?.runId, codesOf(evidence)]).toEqual([newer, []]);
  expect(evidence?.artifact?.manifest.sha256).toBe(artifact.manifest.sha256);
  expect(evidence?.artifact?.file).toContain(newer);
});

test('reads no more runs than it takes', async () => {
  const here = scratchRun();
  const artifact = await madeArtifact(here);
  for (const hoursAgo of [3, 2, 1]) await verified(here, artifact, hoursAgo);
  const seen: string[] = [];
  await chosen(here, artifact, (runId) => seen.push(runId));
  expect(seen).toHaveLength(1);
});

test('what lacks something is told by the run of these bytes, however many pass on others', async () => {
  const here = scratchRun();
  const artifact = await madeArtifact(here);
  const partial = await verified(here, artifact, 3, { meta: { only: 'prune' } });
  await verified(here, await madeArtifact(here, 'other'), 1);
  const evidence = await chosen(here, artifact);
  expect([evidence?.runId, codesOf(evidence)]).toEqual([partial, ['evidence-partial']]);
});

test('without a verify of these bytes the newest of others is told', async () => {
  const here = scratchRun();
  const artifact = await madeArtifact(here);
  await verified(here, await madeArtifact(here, 'older'), 2);
  const newer = await verified(here, await madeArtifact(here, 'newer'), 1);
  const evidence = await chosen(here, artifact);
  expect([evidence?.runId, codesOf(evidence)]).toEqual([newer, ['evidence-of-other-bytes']]);
});

test('a failure after a pass on the same bytes contradicts it, whatever was asked of it', async () => {
  const here = scratchRun();
  const artifact = await madeArtifact(here);
  await verified(here, artifact, 4, failing);
  const passing = await verified(here, artifact, 3);
  expect(codesOf(await chosen(here, artifact))).toEqual([]);
  const later = await verified(here, artifact, 2, { ...failing, meta: { only: 'a' } });
  const evidence = await chosen(here, artifact);
  expect([evidence?.runId, codesOf(evidence)]).toEqual([passing, ['evidence-contradicted']]);
  expect(evidence?.unmet[0]).toMatchObject({ kind: 'wrong', finding: { args: { run: passing, later } } });
  const settled = await verified(here, artifact, 1);
  expect([(await chosen(here, artifact))?.runId, codesOf(await chosen(here, artifact))]).toEqual([settled, []]);
});

test('a failure on other bytes, or by another policy, contradicts nothing', async () => {
  const here = scratchRun();
  const artifact = await madeArtifact(here);
  await verified(here, artifact, 3);
  await verified(here, await madeArtifact(here, 'other'), 2, failing);
  await verified(here, artifact, 1, { ...failing, meta: { policy: { file: 'p', sha256: '0'.repeat(64) } } });
  expect(codesOf(await chosen(here, artifact))).toEqual([]);
});

test.each([
  ['is gone', (file: string) => rmSync(file)],
  ['was changed', (file: string) => writeFileSync(file, 'x')],
])('a run whose tarball %s is no evidence, because that is what would be published', async (_how, harm) => {
  const here = scratchRun();
  const artifact = await madeArtifact(here);
  const run = await verified(here, artifact, 1);
  harm(join(here.workdir, '.shakedown', 'runs', run, 'artifact', artifact.manifest.file));
  const evidence = await chosen(here, artifact);
  expect(codesOf(evidence)).toEqual(['evidence-changed']);
  expect(evidence?.unmet[0]).toMatchObject({ kind: 'wrong', voids: 'all' });
  expect(evidence).not.toHaveProperty('artifact');
});

test('a tarball that was exchanged together with its manifest is noticed by the report', async () => {
  const here = scratchRun();
  const [artifact, other] = [await madeArtifact(here), await madeArtifact(here, 'other')];
  await verified(here, other, 1, { artifact: artifact.manifest });
  expect(codesOf(await chosen(here, artifact))).toEqual(['evidence-changed']);
});

test('runs of other packages, runs without a report and broken reports are no verifies', async () => {
  const here = scratchRun();
  const artifact = await madeArtifact(here);
  await recordVerify(here, { artifact: { ...artifact, manifest: { ...artifact.manifest, name: 'other' } }, policy });
  const broken = await verified(here, artifact, 1);
  writeFileSync(join(here.workdir, '.shakedown', 'runs', broken, 'report.json'), '{}');
  await heldRun({ ...here, project: name });
  expect(await chosen(here, artifact)).toBeUndefined();
  expect([...verifiesOf(name, join(here.root, 'nowhere'))]).toEqual([]);
});

test('a later run that failed, and whose report cannot be read, leaves open what is true', async () => {
  const here = scratchRun();
  const artifact = await madeArtifact(here);
  const broken = { smokes: [sampleSmoke('a > b', { outcome: 'failed' })] };
  const [earlier, passed, later] = [
    await verified(here, artifact, 3, broken),
    await verified(here, artifact, 2),
    await verified(here, artifact, 1, broken),
  ];
  const cutOff = (runId: string) => writeFileSync(runPlaces(here.workdir, runId).reportFile, '{"schemaVersion": 1,');
  cutOff(earlier);
  rmSync(runPlaces(here.workdir, later).reportFile);
  const lacks = async () =>
    (await chosen(here, artifact))?.unmet.map(({ finding: { code, args } }) => [code, args.later]);
  expect(await lacks()).toEqual([['evidence-unreadable', later]]);
  cutOff(later);
  expect(await lacks()).toEqual([['evidence-unreadable', later]]);
  rmSync(runPlaces(here.workdir, later).dir, { recursive: true });
  expect((await chosen(here, artifact))?.runId).toBe(passed);
  expect(await lacks()).toEqual([]);
});
