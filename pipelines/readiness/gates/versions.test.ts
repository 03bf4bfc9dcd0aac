import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { findContract } from '../../../smoke/contract.ts';
import type { Artifact } from '../../artifact/artifact.ts';
import { openBench } from '../../artifact/bench.ts';
import { digestOf } from '../../artifact/digest.ts';
import { tgz } from '../../artifact/tarball-maker.ts';
import { finding } from '../../findings/finding.ts';
import * as control from '../../versions/negative-control.ts';
import * as sameVersions from '../../versions/same-version.ts';
import {
  loaded,
  packedSample,
  sampleSource,
  sampleVersion,
  spokenIo,
  subjectIn,
} from '../../versions/sample-source.ts';
import type { Answer, GateGround } from '../gate.ts';
import { nextCommands } from '../next-commands.ts';
import { verifyReport } from '../sample-verify.ts';
import { missing } from '../unmet.ts';
import { versionsGate } from './versions.ts';

interface Asked {
  /** what the command has said in the run; the right version when not given */
  says?: string | 'was not asked';
  /** the run is of other bytes */
  void?: true;
  /** of the packed package.json */
  packed?: string;
  path?: string;
}

async function asked({ says = sampleVersion, void: voided, packed, path }: Asked = {}): Promise<Answer> {
  const source = sampleSource();
  const { io } = spokenIo(source, path === undefined ? {} : { PATH: path });
  const file = join(source.dir, '..', 'sample.tgz');
  const manifest = JSON.stringify({ name: '@scope/sample', version: packed });
  const entries = packedSample.filter((entry) => packed === undefined || entry.path !== 'package/package.json');
  writeFileSync(
    file,
    tgz([...(packed === undefined ? [] : [{ path: 'package/package.json', content: manifest }]), ...entries]),
  );
  const made = verifyReport();
  const asking = { at: 'running CLI', expected: sampleVersion, found: says, same: true } as const;
  const report = { ...made, handovers: says === 'was not asked' ? [] : [asking] };
  const other = finding('evidence-of-other-bytes', { run: 'r1', expected: 'a', found: 'b', next: 'verify' });
  if (!made.artifact) throw new Error('the sample has an artifact');
  const release: Artifact = { file, manifest: { ...made.artifact, ...(await digestOf(file)) } };
  await using bench = openBench(io);
  const ground: GateGround = {
    subject: await subjectIn(source),
    policy: loaded(),
    contract: findContract('ktx-runtime@1').contract,
    evidence: { runId: 'r1', state: 'passed', dir: '/r1', report, unmet: voided ? [missing(other, 'all')] : [] },
    release,
    commands: nextCommands('.', 'release-policy.json'),
    bench,
    io,
  };
  return await versionsGate.assess(ground);
}
const codes = ({ findings }: Answer): string[] => findings.map(({ code }) => code);

test('passes when source, bytes and what the run has heard agree, and a disagreement would be noticed', async () => {
  const answer = await asked();
  expect([answer.verdict, answer.findings]).toEqual(['passed', []]);
  expect(answer.evidence[0]?.text).toMatch(/sample --version in run r1, .*sample\.tgz: package\.json#\/version/);
  // Four of them are in the packed bytes.
  expect(answer.evidence[1]?.text).toBe('negative control: 16 of 16 changed places noticed');
});

describe('beside a control that holds', () => {
  const beside = async (asking: Asked): Promise<Answer> => {
    const held = vi.spyOn(control, 'negativeControl').mockResolvedValue({ verdict: 'holds', trials: [], findings: [] });
    onTestFinished(() => held.mockRestore());
    return await asked(asking);
  };

  test('fails when the command has said another version in the run, or the bytes say another', async () => {
    const heard = await beside({ says: '1.2.2' });
    expect([heard.verdict, codes(heard)]).toEqual(['failed', ['version-mismatch']]);
    const packed = await beside({ packed: '1.2.2' });
    expect([packed.verdict, packed.findings[0]?.args.places]).toEqual(['failed', 'sample.tgz: package.json#/version']);
  });

  test.each<[string, Asked]>([
    ['of other bytes', { void: true }],
    ['that did not ask it', { says: 'was not asked' }],
  ])('is open where the command was heard only in a run %s', async (_, asking) => {
    expect(await beside(asking)).toMatchObject({ verdict: 'missing', findings: [] });
  });
});

test('fails where a disagreement is not noticed, although everything agrees', async () => {
  const blind = vi.spyOn(sameVersions, 'sameAsPython').mockReturnValue(true);
  try {
    const answer = await asked();
    expect([answer.verdict, new Set(codes(answer))]).toEqual(['failed', new Set(['negative-control-failed'])]);
  } finally {
    blind.mockRestore();
  }
});

test('is open where a disagreement cannot be tried, with the reason', async () => {
  const answer = await asked({ path: '/nowhere' });
  expect([answer.verdict, codes(answer)]).toEqual(['missing', ['negative-control-impossible']]);
});
