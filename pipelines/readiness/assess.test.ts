import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReadinessReport, ReleasePolicy } from '../../schemas/types.ts';
import { InputError } from '../findings/errors.ts';
import { describeFinding } from '../findings/finding.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { ktxVersion1 } from '../policy/sample-policies.ts';
import { sampleTools } from '../report/sample-run.ts';
import { ktxModes, writtenPolicy } from './sample-policies.ts';
import { comparedTo, sampleCell } from './sample-verify.ts';
import { scratchRelease } from './scratch-release.ts';

/** Our own version 2, with everything that it can ask of a release. */
const version2: ReleasePolicy = {
  ...ktxVersion1,
  schemaVersion: 2,
  publishedPackageSmoke: { packageName: '@kaelio/ktx', version: '0.1.0', registry: null },
  contract: 'ktx-runtime@1',
  documents: ['README.md', 'docs/operators.md'],
  scope: { allowed: ['ktx/**', 'release-policy.json'] },
  matrix: { managers: ['npm@11'], nodes: ['24'], lowestNode: false },
  evidence: { against: 'last-release' },
};
const verdicts = ({ gates }: ReadinessReport): string[] => gates.map(({ id, verdict }) => `${id} ${verdict}`);
const codes = ({ findings }: ReadinessReport): string[] => findings.map(({ code }) => code);

test('a verified release of our own version 2 policy is ready; before its verify it lacks evidence alone', async () => {
  const release = await scratchRelease('0.1.0', version2);
  const { repository } = release;
  repository.git('tag', 'v0.0.9');
  const revision = repository.commit('a fix', { 'ktx/CHANGELOG.md': '# Changelog\n\n## 0.1.0\n\n- A fix.\n' });
  const policy = await loadPolicy('release-policy.json', repository.dir);

  const before = await release.assess(policy);
  expect([before.verdict, before.exitCode, codes(before)]).toEqual(['incomplete', 4, ['evidence-missing']]);
  expect(verdicts(before)).toEqual([
    ...['RG-1', 'RG-2', 'RG-3', 'RG-4', 'RG-5', 'RG-6'].map((id) => `${id} missing`),
    'RG-7 missing',
    'RG-8 passed',
  ]);
  expect(before).not.toHaveProperty('artifact');
  const next = 'shakedown verify ktx --against @kaelio/ktx@0.0.9';
  expect(before.findings[0]?.remediation).toContain(next);

  const artifact = await release.pack();
  const cells = [{ ...sampleCell, id: 'npm@11-node@24' }] as const;
  const run = await release.verify(artifact, policy, { ...comparedTo('@kaelio/ktx', '0.0.9'), cells });
  // A later one that compared with nothing is as good in all but that: it is not the one that counts.
  await release.verify(artifact, policy, { cells });
  const status = repository.git('status', '--porcelain');
  const ready = await release.assess(policy, { tarball: artifact.file });
  expect(ready.findings.concat(ready.gates.flatMap(({ findings }) => findings)).map(describeFinding)).toEqual([]);
  expect([ready.verdict, ready.exitCode]).toEqual(['ready', 0]);
  expect(ready.line).toBe(`READY  @kaelio/ktx 0.1.0 may be published: 8 gates passed, verified by run ${run}`);
  expect(ready.source).toEqual({ dir: release.dir, revision, dirty: false });
  expect(ready.artifact).toMatchObject({ runId: run, sha256: artifact.manifest.sha256 });
  expect(readFileSync(ready.artifact?.file ?? '')).toEqual(readFileSync(artifact.file));
  expect(repository.git('status', '--porcelain')).toBe(status);
  expect(readdirSync(release.tmpDir)).toEqual([]);
  expect(release.said).toEqual([]);
});

test('everything that is wrong or missing is told at once, each with its remedy', async () => {
  const release = await scratchRelease('0.1.0', version2);
  const { repository } = release;
  repository.git('tag', 'v0.0.9');
  const policy = await loadPolicy('release-policy.json', repository.dir);
  const { uv, ...tools } = sampleTools;
  expect(uv?.kind).toBe('real');
  await release.verify(await release.pack(), policy, { tools, meta: { only: 'prune' } });
  const python = { publish: false, repository: null, packages: ['another'] };
  const other = await writtenPolicy(repository.dir, {
    ...version2,
    python,
    evidence: { against: 'last-release', maxAgeHours: 1e-7 },
  });
  repository.commit('later');
  const readme = readFileSync(join(release.dir, 'README.md'), 'utf8');
  repository.write({
    'elsewhere.txt': 'x',
    'ktx/README.md': `${readme}\n\`ktx runtime prun\`\n`,
    'ktx/CHANGELOG.md': '# Changelog\n\n## 0.2.0\n',
  });

  const report = await release.assess(other);
  expect([report.verdict, report.exitCode]).toEqual(['not-ready', 1]);
  expect(codes(report)).toEqual([
    'source-not-committed',
    'evidence-of-other-bytes',
    'evidence-by-other-policy',
    'evidence-of-other-revision',
    'evidence-too-old',
    'evidence-partial',
    'evidence-without-uv',
    'policy-python-differs',
  ]);
  expect(verdicts(report)).toEqual([
    ...['RG-1', 'RG-2', 'RG-3', 'RG-4', 'RG-5'].map((id) => `${id} missing`),
    ...['RG-6', 'RG-7', 'RG-8'].map((id) => `${id} failed`),
  ]);
  const shown = report.gates[5]?.findings.find(({ code }) => code === 'document-shows-unknown-command');
  expect(shown).toMatchObject({ where: { file: 'README.md' }, args: { found: 'prun', meant: 'prune' } });
  expect(report.gates[7]?.findings[0]?.message).toContain('elsewhere.txt');
  for (const gate of report.gates) expect(gate.remedy, gate.id).toBeTruthy();
  expect(report).not.toHaveProperty('artifact');
});

test("KTX's version 1 policy works as it is, in its three modes", async () => {
  const release = await scratchRelease('0.1.0-rc.0', ktxVersion1);
  const { repository } = release;
  const artifact = await release.pack();
  const publicReady = await loadPolicy('release-policy.json', repository.dir);
  await release.verify(artifact, publicReady);
  const ready = await release.assess(publicReady);
  expect([ready.verdict, ready.publish.allowed]).toEqual(['ready', true]);
  expect(verdicts(ready)).toEqual([
    ...['RG-1', 'RG-2', 'RG-3', 'RG-4', 'RG-5', 'RG-6', 'RG-7'].map((id) => `${id} passed`),
    'RG-8 not-applicable',
  ]);

  // The next commit of the same source, whose policy alone is another.
  const inMode = async (mode: keyof typeof ktxModes) => {
    const policy = await writtenPolicy(repository.dir, ktxModes[mode]);
    const source = { ...artifact.manifest.source, revision: repository.commit(mode) };
    const changed = { ...artifact, manifest: { ...artifact.manifest, source } };
    await release.verify(changed, policy);
    return { policy, changed };
  };
  const { policy: artifactOnly } = await inMode('ci-artifact-only');
  const verified = await release.assess(artifactOnly);
  expect([verified.verdict, verified.publish.allowed]).toEqual(['ready', false]);

  const { policy: smokeRequired, changed } = await inMode('published-package-smoke-required');
  const source = { kind: 'published' as const, spec: '@kaelio/ktx@0.1.0-rc.0' };
  await release.verify(changed, smokeRequired, { artifact: { ...changed.manifest, source } });
  const smoked = await release.assess(smokeRequired);
  expect([smoked.verdict, smoked.publish.allowed]).toEqual(['ready', false]);
});

test('a source that cannot be packed is not ready, and says why', async () => {
  const release = await scratchRelease('0.1.0', version2);
  const manifest = join(release.dir, 'package.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"type"', '"scripts": {"prepack": "exit 3"}, "type"'));
  release.repository.commit('broken');
  const report = await release.assess(await loadPolicy('release-policy.json', release.repository.dir));
  expect([report.verdict, codes(report)]).toEqual(['not-ready', ['pack-failed', 'evidence-missing']]);
  expect(report.gates[5]?.findings[0]?.code).toBe('gate-documents-unread');
});

test('bytes of another package, and another package, are bad input; an interruption leaves nothing behind', async () => {
  const release = await scratchRelease('0.1.0', version2);
  const { dir } = release.repository;
  const policy = await loadPolicy('release-policy.json', dir);
  release.repository.write({ 'other/package.json': { name: 'other', version: '1.0.0' } });
  execFileSync('tar', ['-czf', join(dir, 'other.tgz'), '-C', dir, '--transform', 's/^other/package/', 'other']);
  const failure = async (work: Promise<unknown>) =>
    await work.then(
      () => 'none',
      (error: unknown) => error,
    );
  const other = await failure(release.assess(policy, { tarball: 'other.tgz' }));
  expect(other).toBeInstanceOf(InputError);
  expect(other).toMatchObject({ findings: [{ code: 'readiness-of-another-package' }] });
  const packages: [string] = ['other'];
  const spoken = { ...policy, policy: { ...version2, npm: { ...version2.npm, packages } } };
  expect(await failure(release.assess(spoken))).toMatchObject({ findings: [{ code: 'policy-for-another-package' }] });
  const reason = new Error('interrupted');
  expect(await failure(release.assess(policy, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  expect(readdirSync(release.tmpDir)).toEqual([]);
});
