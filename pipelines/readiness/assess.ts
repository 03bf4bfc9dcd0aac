/** Whether a package may be released by its policy: one verdict, gate by gate. */
import type { Gate, ReadinessReport } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { openBench } from '../artifact/bench.ts';
import type { DirectorySubject } from '../artifact/subject.ts';
import { enginesOf } from '../artifact/subject-manifest.ts';
import { contractOf } from '../policy/contract-of.ts';
import { type LoadedPolicy, requirePolicyFor } from '../policy/load-policy.ts';
import { withOverrides } from '../walkthrough/overrides.ts';
import { readWalkthrough } from '../walkthrough/record.ts';
import type { Expected } from './conditions.ts';
import { chooseEvidence, noEvidence, verifiesOf } from './evidence.ts';
import type { GateDefinition, GateGround, ReadinessIo } from './gate.ts';
import { gates } from './gates/gates.ts';
import { nextCommands } from './next-commands.ts';
import { askPolicyRules } from './policy-rules.ts';
import { findPredecessor } from './predecessor.ts';
import { judgeReadiness } from './readiness-verdict.ts';
import { releaseBytes } from './release-bytes.ts';
import { askMode } from './release-mode.ts';
import { faultsOfSource, releaseSource } from './release-source.ts';
import { voids } from './smoke-evidence.ts';
import { missing, type Unmet, wrong } from './unmet.ts';

export interface ReadinessRequest {
  /** The source directory that the release is made from. */
  subject: DirectorySubject;
  policy: LoadedPolicy;
  /** The bytes that are to be released, a path; those that packing the source gives when not given. */
  tarball?: string;
}

/**
 * Assesses a package by the runs on record in `io.cwd`. Publishes nothing, writes nothing but what the package's own
 * pack scripts write; `artifact.file` of the result is the tarball that was verified, its hash compared just now.
 * @throws InputError when the policy speaks of another package, or a tarball is none; NotReady without node, npm or a
 * temporary directory; Interrupted
 */
export async function assessReadiness(request: ReadinessRequest, io: ReadinessIo): Promise<ReadinessReport> {
  const { subject, policy, tarball } = request;
  requirePolicyFor(policy, subject.manifest.name);
  const { contract } = contractOf(policy);
  await using bench = openBench(io);

  // Before packing: what the package's scripts make is not what somebody forgot to commit.
  const source = await releaseSource(subject.dir, { path: io.env.PATH ?? '', signal: io.signal });
  const packed = await releaseBytes({ subject, ...(tarball === undefined ? {} : { tarball }) }, bench, io);
  const release = 'artifact' in packed ? packed.artifact : undefined;
  const { name } = subject.manifest;
  const released = { name, version: release?.manifest.version ?? subject.manifest.version };
  const predecessor = await findPredecessor({ subject, policy, version: released.version }, io);
  const commands = nextCommands(subject.spec, policy.file, predecessor);

  const asked = { policy, contract, commands, ...(predecessor ? { predecessor } : {}) };
  const expected: Expected = {
    ...asked,
    ...(release ? { bytes: release.manifest } : {}),
    packed: tarball === undefined,
    source,
    now: io.now(),
  };
  const engines = enginesOf(subject.manifest);
  const evidence = await chooseEvidence(verifiesOf(name, io.cwd), io.cwd, expected);
  const ground: GateGround = {
    ...asked,
    subject,
    ...(engines === undefined ? {} : { engines }),
    ...(evidence ? { evidence } : {}),
    ...(release ? { release } : {}),
    bench,
    io,
  };
  const assessed = withOverrides(
    await Promise.all(gates.map((gate) => assessGate(gate, ground))),
    readWalkthrough(io.cwd),
    { sha256: release?.manifest.sha256, policy: policy.sha256 },
  );

  const mode = askMode({ release: released, expected, workdir: io.cwd });
  const unmet: Unmet[] = [
    ...faultsOfSource(source, subject.dir, commands.verify()),
    ...('findings' in packed ? packed.findings.map((found) => wrong(found)) : []),
    ...(evidence?.unmet.filter(({ voids: what }) => what !== 'comparison') ?? [
      missing(noEvidence(name, io.cwd, commands.verify()), 'all'),
    ]),
    ...mode.unmet,
    ...(await askPolicyRules({ policy, release, commands })),
  ];
  const verified = evidence?.artifact && !voids(evidence, 'all') ? evidence.artifact : undefined;
  const report: ReadinessReport = {
    schemaVersion: 1,
    ...judgeReadiness({
      package: released,
      gates: assessed,
      unmet,
      publish: mode.publish,
      ...(evidence ? { runId: evidence.runId } : {}),
    }),
    package: released,
    ...(verified && evidence ? { artifact: artifactOf(verified, evidence.runId) } : {}),
    policy: { file: policy.file, sha256: policy.sha256, releaseMode: policy.policy.releaseMode },
    publish: mode.publish,
    source: {
      dir: subject.dir,
      revision: 'revision' in source ? source.revision : null,
      dirty: 'revision' in source ? source.changed.length > 0 : null,
    },
    gates: assessed,
    findings: unmet.map(({ finding }) => finding),
  };
  return parseAs('readiness', report, 'the readiness report');
}

/** A gate's answer as it stands in the report, before anybody's signature. */
async function assessGate({ id, title, assess }: GateDefinition, ground: GateGround): Promise<Gate> {
  const { remedy, ...answer } = await assess(ground);
  const gate = { id, title, ...answer };
  if (answer.verdict === 'passed' || answer.verdict === 'not-applicable') return gate;
  return { ...gate, remedy: remedy ?? answer.findings[0]?.remediation ?? ground.commands.verify() };
}

function artifactOf(
  { file, manifest: { sha256, integrity } }: NonNullable<GateGround['release']>,
  runId: string,
): NonNullable<ReadinessReport['artifact']> {
  return { runId, file, sha256, integrity };
}
