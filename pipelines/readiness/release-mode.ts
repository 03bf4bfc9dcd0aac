/** The release modes of a policy: how far a release may go, and what each asks for besides the gates. */
import type { ReadinessReport, ReleasePolicy } from '../../schemas/types.ts';
import { shellWord } from '../../smoke/process/command-line.ts';
import { finding } from '../findings/finding.ts';
import { publishedRegistry } from '../policy/published-registry.ts';
import { registryUrl } from '../registry/registry-url.ts';
import { type Expected, unmetConditions } from './conditions.ts';
import { verifiesOf } from './evidence.ts';
import { missing, type Unmet, wrong } from './unmet.ts';

export interface ModeAnswer {
  publish: ReadinessReport['publish'];
  unmet: readonly Unmet[];
}

export interface ModeGround {
  /** what is to be released */
  release: { name: string; version: string };
  expected: Expected;
  /** where the runs are on record, absolute */
  workdir: string;
}

type Mode = (ground: ModeGround, policy: ReleasePolicy) => ModeAnswer;

/** Rules that a policy breaks by itself are in its schema: see schemas/release-policy.schema.json. */
const modes: Readonly<Record<ReleasePolicy['releaseMode'], Mode>> = {
  /** The artifact is verified, and that is all: something is still to be done before it may be published. */
  'ci-artifact-only': (_, { requiredBeforePublishing }) => ({
    publish: {
      allowed: false,
      reason: `ci-artifact-only: the artifact is verified and never published; before that: ${requiredBeforePublishing.join('; ')}`,
    },
    unmet: [],
  }),
  /** What is published already must work as well; nothing more is published. */
  'published-package-smoke-required': publishedSmoke,
  /** It may be published, as the very version that is smoked afterwards. */
  'npm-public-release-ready': ({ release, expected: { policy, commands } }, { publishedPackageSmoke: smoke }) => {
    const publish = { allowed: true, reason: 'npm-public-release-ready: it may be published once it is ready' };
    const released = `${release.name}@${release.version}`;
    const smoked = smoke ? `${smoke.packageName}@${smoke.version}` : 'nothing';
    if (smoked === released) return { publish, unmet: [] };
    const args = { file: policy.file, expected: released, found: smoked, next: commands.verify() };
    return { publish, unmet: [wrong(finding('release-of-other-version', args, { file: policy.file }))] };
  },
};

/** What the policy's release mode says. */
export function askMode(ground: ModeGround): ModeAnswer {
  const { policy } = ground.expected.policy;
  return modes[policy.releaseMode](ground, policy);
}

function publishedSmoke({ expected, workdir }: ModeGround, { releaseMode, publishedPackageSmoke }: ReleasePolicy) {
  const reason = `${releaseMode}: nothing more is published`;
  if (!publishedPackageSmoke) return { publish: { allowed: false, reason }, unmet: [] };
  const { packageName, version } = publishedPackageSmoke;
  const spec = `${packageName}@${version}`;
  const registry = registryUrl(publishedRegistry(expected.policy.policy));
  let found = 'none';
  for (const run of verifiesOf(packageName, workdir)) {
    const { artifact } = run.report;
    if (artifact?.source.kind !== 'published' || artifact.version !== version) continue;
    if (registry !== undefined && artifact.source.registry !== registry) {
      if (found === 'none')
        found = `run ${run.runId}, which had it from ${artifact.source.registry ?? 'nobody knows where'}`;
      continue;
    }
    // Which bytes it was, and of which commit, the registry has said; what came before it was asked when it was released.
    const { bytes: _, predecessor: __, ...others } = expected;
    const [unmet] = unmetConditions(run, { ...others, source: { missing: 'the registry' } });
    if (!unmet) {
      const verified = `${reason}; run ${run.runId} has verified the published ${spec}`;
      return { publish: { allowed: false, reason: verified }, unmet: [] };
    }
    if (found === 'none') found = unmet.finding.message;
  }
  const file = expected.policy.file;
  const policy = file === 'release-policy.json' ? '' : ` --policy ${shellWord(file)}`;
  const next = `shakedown verify ${shellWord(spec)}${policy}`;
  const from = registry === undefined ? '' : ` at ${registry}`;
  const told = finding('published-smoke-missing', { mode: releaseMode, spec: `${spec}${from}`, found, next });
  return { publish: { allowed: false, reason }, unmet: [missing(told)] };
}
