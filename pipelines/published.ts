/** `shakedown published`: whether a stranger gets from the registry what was released. */
import { tmpdir } from 'node:os';
import type { Finding } from '../schemas/types.ts';
import { resolveSubject } from './artifact/subject.ts';
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import type { Io } from './io.ts';
import { contractOf } from './policy/contract-of.ts';
import { type LoadedPolicy, loadPolicy, requirePolicyFor } from './policy/load-policy.ts';
import { expectedBytes } from './published/expected-bytes.ts';
import { lookAtRelease } from './published/look-at-release.ts';
import { publishedLines } from './published/published-lines.ts';
import { publishedReport } from './published/published-report.ts';
import { openStranger, type Stranger } from './published/stranger.ts';
import { defaultVisibleWithinMinutes } from './publishing/release-it.ts';
import { registryUrl } from './registry/registry-url.ts';
import { formatDuration } from './report/quantities.ts';
import { diagnosticsOf, sayDocument, sayLines } from './run/command-io.ts';
import { makeRunId } from './run/run-id.ts';
import { makeWorkspace, removeWorkspaceOrWarn } from './run/workspace.ts';

export interface PublishedOptions {
  policy: string;
  /** instead of the policy's */
  registry?: string;
  /** minutes, as typed */
  within?: string;
  json?: boolean;
}

/**
 * @param spec `name@version`; that of the policy's publishedPackageSmoke without it
 * @returns the exit code: 0 passed, 1 failed, 4 not yet visible, or something could not be checked
 * @throws InputError for a release, a registry or a policy that is none; NotReady without npm or a temporary directory
 */
export async function published(spec: string | undefined, options: PublishedOptions, io: Io): Promise<number> {
  const policy = await loadPolicy(options.policy, io.cwd);
  const { name, version } = await releaseNamed(spec, policy, io.cwd);
  requirePolicyFor(policy, name);
  const withinMs = minutesOf(options.within, policy) * 60_000;
  const diagnostics = diagnosticsOf(io);
  const warn = (found: Finding): void => diagnostics.report(found);
  const id = makeRunId(io.now());
  const dir = makeWorkspace({ tmpDir: io.env.TMPDIR || tmpdir(), runId: id, workdir: io.cwd, now: io.now() });
  try {
    await using stranger = await openStranger(dir, id, io);
    const registry = await registryOf(options.registry, policy, stranger);
    const release = `${name}@${version}`;
    warn(finding('published-awaited', { release, registry, within: formatDuration(withinMs) }));
    const { contract } = contractOf(policy);
    const known = expectedBytes(name, version, io.cwd);
    const question = { name, version, registry, policy: policy.policy, command: contract.bin, known, withinMs };
    const { found, visible } = await lookAtRelease(question, stranger.groundFor(name, registry));
    const report = publishedReport(found, visible);
    diagnostics.finish();
    if (options.json) await sayDocument(io, 'published-report', report);
    else await sayLines(io, publishedLines(report));
    return report.exitCode;
  } finally {
    await removeWorkspaceOrWarn(dir, warn);
  }
}

async function releaseNamed(spec: string | undefined, { file, policy }: LoadedPolicy, cwd: string) {
  const { publishedPackageSmoke: smoke } = policy;
  if (spec === undefined && !smoke) throw new InputError(finding('published-of-nothing', { file }));
  const named = spec ?? `${smoke?.packageName}@${smoke?.version}`;
  const subject = await resolveSubject(named, { cwd });
  if (subject.kind === 'published') return subject;
  throw new InputError(finding('published-is-no-release', { subject: named, found: subject.kind }));
}

/** Where the policy has it; npm's own where it says null. @throws InputError */
async function registryOf(given: string | undefined, { policy }: LoadedPolicy, stranger: Stranger): Promise<string> {
  const named = given ?? policy.publishedPackageSmoke?.registry ?? policy.npm.registry;
  const registry = named === null ? await stranger.ownRegistry() : registryUrl(named);
  if (registry === undefined)
    throw new InputError(finding('published-registry-unknown', { found: named ?? 'nothing' }));
  return registry;
}

function minutesOf(text: string | undefined, { policy }: LoadedPolicy): number {
  if (text === undefined) return policy.published?.withinMinutes ?? defaultVisibleWithinMinutes;
  const minutes = /^\d{1,4}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (minutes >= 0) return minutes;
  throw new InputError(finding('published-within-unclear', { found: text }));
}
