/** `shakedown prepare`: the next version of a package, and what goes into its changelog. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding, Preparation, PreparedFile } from '../schemas/types.ts';
import type { DirectorySubject } from './artifact/subject.ts';
import { blockIn } from './changes/changelog-file.ts';
import type { Channel } from './changes/next-version.ts';
import { planRelease, type ReleasePlan } from './changes/plan-release.ts';
import { type FileChange, planFiles } from './changes/prepared-files.ts';
import { writeFiles } from './changes/write-files.ts';
import { sourceSubject } from './coherence.ts';
import { StageFailure } from './findings/errors.ts';
import { describeFinding, finding } from './findings/finding.ts';
import { defaultTagTemplate } from './git/release-tags.ts';
import { type LoadedPolicy, loadPolicy, requirePolicyFor } from './policy/load-policy.ts';
import { singleLine } from './report/foreign-text.ts';
import { plural } from './report/quantities.ts';
import { type Line, span } from './report/terminal/line.ts';
import { sayDocument, sayLines } from './run/command-io.ts';
import { columnLines } from './run/run-lines.ts';
import { findChangelog } from './versions/changelog-place.ts';
import type { VersionsIo } from './versions/check-coherence.ts';
import { sameAsPython } from './versions/same-version.ts';
import { readSourceText } from './versions/source-file.ts';
import { wheelPlaces } from './versions/wheel-places.ts';

export interface PrepareOptions {
  channel: Channel;
  policy?: string;
  write?: boolean;
  json?: boolean;
}

const defaultPolicy = 'release-policy.json';

/**
 * Plans the next release, and writes it when it is told to.
 * @returns the exit code: 0, whether anything was left to write or not
 * @throws InputError for a subject, a policy or changesets that cannot be used; StageFailure where nothing has changed,
 * or something cannot be written
 */
export async function prepare(spec: string, options: PrepareOptions, io: VersionsIo): Promise<number> {
  const { channel, write = false } = options;
  const subject = await sourceSubject(spec, 'shakedown prepare', io);
  const policy = await policyAtHand(options, subject.manifest.name, io.cwd);
  const host = { path: io.env.PATH ?? '', signal: io.signal };
  const changelog = await changelogOf(subject.dir);
  const plan = await planRelease(
    {
      subject,
      channel,
      template: policy?.policy.release?.tag ?? defaultTagTemplate,
      written: (version) => blockIn(changelog, subject.manifest.name, version),
    },
    host,
  );
  const files = await planFiles({ subject, plan, policy, cwd: io.cwd }, host);
  const open = files.filter(({ satisfied }) => !satisfied);
  if (write && open.length > 0) {
    requireAlone(subject.manifest.name, plan);
    for (const { file, change } of open) io.stderr.write(`writes ${singleLine(file)}: ${singleLine(change)}\n`);
    await writeFiles(open, io.signal);
  }
  const findings = [...plan.findings, ...(await wheelsToBuild(subject.dir, plan.next))];
  const report = preparationOf({ subject, plan, files, channel, write, findings });
  if (options.json) await sayDocument(io, 'preparation', report);
  else await sayLines(io, preparationLines(report));
  return report.exitCode;
}

/** The policy that was named, or one that lies here and speaks of the package. */
async function policyAtHand({ policy }: PrepareOptions, name: string, cwd: string): Promise<LoadedPolicy | undefined> {
  if (policy === undefined && !existsSync(resolve(cwd, defaultPolicy))) return undefined;
  const loaded = await loadPolicy(policy ?? defaultPolicy, cwd);
  if (policy !== undefined) requirePolicyFor(loaded, name);
  return loaded.policy.npm.packages.includes(name) ? loaded : undefined;
}

async function changelogOf(dir: string): Promise<string> {
  const file = await findChangelog(dir);
  const read = file === undefined ? undefined : await readSourceText(dir, file);
  return read && 'found' in read ? read.found : '';
}

/** Using the changesets up without writing the other packages would lose what they say of those. */
function requireAlone(name: string, { releases }: ReleasePlan): void {
  const others = releases.filter((release) => release.name !== name).map((release) => release.name);
  if (others.length === 0) return;
  throw new StageFailure(finding('prepare-releases-others', { name, others: others.join(', ') }));
}

async function wheelsToBuild(dir: string, version: string): Promise<Finding[]> {
  const places = await wheelPlaces(dir);
  const other = places.find((place) => place.state === 'states' && !sameAsPython(place.says, version));
  if (other?.state !== 'states') return [];
  return [finding('prepare-wheel-to-build', { version, found: other.says }, { file: other.file ?? other.where })];
}

interface Prepared {
  subject: DirectorySubject;
  plan: ReleasePlan;
  files: readonly FileChange[];
  channel: Channel;
  write: boolean;
  findings: Finding[];
}

function preparationOf({ subject, plan, files, channel, write, findings }: Prepared): Preparation {
  const satisfied = files.every((file) => file.satisfied);
  const done = write ? 'written' : 'would write';
  return {
    schemaVersion: 1,
    exitCode: 0,
    state: satisfied ? 'already-satisfied' : write ? 'written' : 'proposed',
    subject: subject.spec,
    package: subject.manifest.name,
    channel,
    current_version: subject.manifest.version,
    next_version: plan.next,
    bump: plan.bump,
    proposed_changelog_block: plan.block,
    releases: nonEmpty(plan.releases),
    sources: plan.sources,
    files: files.map(
      ({ file, change, satisfied: so }): PreparedFile => ({ file, change, state: so ? 'already satisfied' : done }),
    ),
    findings,
  };
}

function nonEmpty<T>([first, ...others]: readonly T[]): [T, ...T[]] {
  if (first === undefined) throw new Error('a plan without the release of the package');
  return [first, ...others];
}

function preparationLines(report: Preparation): Line[] {
  const { sources, files, findings, state } = report;
  const from = sources.since ? ` since ${sources.since.tag}` : '';
  const source =
    sources.kind === 'changelog'
      ? 'prepared before: the changelog has it, no tag has'
      : `${report.bump}, from ${plural(sources.changes.length, sources.kind.slice(0, -1))}${from}`;
  const versions = `${report.current_version} -> ${report.next_version}`;
  return [
    [span('strong', `${report.package} ${versions}`), `  ${report.channel}: ${source}`],
    [],
    ...report.proposed_changelog_block.split('\n').map((line): Line => [line]),
    [],
    ...columnLines(files.map((file) => [`  ${file.state}`, file.file, file.change])),
    ...findings.flatMap((found): Line[] => [
      [span(found.severity === 'info' ? 'faint' : 'warn', found.severity), ` ${describeFinding(found)}`],
      [`  Next: ${found.remediation}`],
    ]),
    [closing(state, report.next_version)],
  ];
}

function closing(state: Preparation['state'], version: string): string {
  switch (state) {
    case 'proposed':
      return 'Nothing was written: add --write.';
    case 'written':
      return `Written. Look at it, commit it, and compare: shakedown coherence`;
    case 'already-satisfied':
      return `Already satisfied: everything says ${version}. Nothing was written.`;
  }
}
