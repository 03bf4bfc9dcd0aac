/** Looks at a release as a stranger: waits for it, gets its bytes, goes every way to it, and asks what the registry says. */
import { join } from 'node:path';
import type { Attested, PublishedVersion, ReleasePolicy, Tools } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';
import { npmCommand } from '../npm/npm.ts';
import { awaitVersion } from '../publishing/await-version.ts';
import type { Clock } from '../publishing/patience.ts';
import { provePublished } from '../publishing/prove-published.ts';
import type { RegistryReader } from '../publishing/registry-reader.ts';
import { installRoute } from '../registry/route.ts';
import { formatDuration } from '../report/quantities.ts';
import type { ExpectedBytes } from './expected-bytes.ts';
import { otherFiles } from './installed-files.ts';
import { type PackageContents, packageContents } from './package-contents.ts';
import { checkProvenance } from './provenance.ts';
import type { Found } from './published-report.ts';
import { deprecationFindings, provenanceFindings, signatureFindings, tagFindings } from './registry-says.ts';
import { checkSignatures } from './signatures.ts';
import { goWays, type InstalledProject, type WaysGround } from './ways.ts';

export interface PublishedRelease {
  name: string;
  version: string;
  /** URL with a slash at its end */
  registry: string;
  policy: ReleasePolicy;
  /** the command that says its version, where the package has one of that name; else its first */
  command: string;
  known: ExpectedBytes;
  withinMs: number;
}

export interface Ground extends Pick<WaysGround, 'network' | 'parent' | 'mark' | 'env' | 'cacheDir' | 'signal'> {
  tools: Tools;
  reader: RegistryReader;
  clock: Clock;
  /** for what is downloaded, absolute */
  scratchDir: string;
}

/** @throws the reason of the signal */
export async function lookAtRelease(
  release: PublishedRelease,
  ground: Ground,
): Promise<{ found: Found; visible: boolean }> {
  const { name, version, registry, known, withinMs } = release;
  const awaited = await awaitVersion(ground.reader, release, { withinMs, clock: ground.clock, signal: ground.signal });
  const { waitedMs, questions } = awaited;
  const notLookedAt: Attested = { outcome: 'not-checked', detail: 'nothing was looked at' };
  const base: Found = {
    package: { name, version },
    registry,
    waitedMs,
    questions,
    ...(known.expected ? { expected: known.expected } : {}),
    identity: [],
    ways: [],
    signatures: notLookedAt,
    provenance: notLookedAt,
    distTags: {},
    findings: [],
  };
  if (awaited.kind === 'visible') {
    return { visible: true, found: { ...base, ...(await lookAt(awaited.document, release, ground)) } };
  }
  const waited = formatDuration(waitedMs);
  const args = { release: `${name}@${version}`, registry, waited, found: awaited.found, known: known.known };
  return { visible: false, found: { ...base, findings: [finding('published-not-shown', args)] } };
}

async function lookAt(document: PublishedVersion, release: PublishedRelease, ground: Ground): Promise<Partial<Found>> {
  const { registry, policy, known } = release;
  const { name, version } = document;
  const { reader, signal, scratchDir } = ground;
  const spec = `${name}@${version}`;
  const file = join(scratchDir, 'published.tgz');
  const delivered = { delivered: (of: PublishedVersion) => reader.delivered(of, file) };
  const { handovers: identity } = await provePublished(
    delivered,
    document,
    known.expected?.integrity ?? document.dist.integrity,
  );
  const differing = identity.filter(({ same }) => !same);
  if (differing.length > 0) {
    // Whatever it is, it is not the release: nothing of it is run.
    const findings = differing.map(({ at, expected, found }) =>
      finding('published-identity-differs', { release: spec, at, expected, found }),
    );
    return { identity, findings };
  }
  const contents = await packageContents(file);
  const route = installRoute(registry, name);
  let provenance: Attested = { outcome: 'not-checked', detail: 'the package could not be installed' };
  const inProject = async (project: InstalledProject): Promise<void> => {
    const wanted = whoWantsProvenance(policy, contents);
    const audit = () =>
      npmCommand(ground.tools)(['audit', 'signatures', '--json', ...route], {
        ...project,
        timeoutMs: auditTimeoutMs,
        signal,
      });
    provenance = await checkProvenance({ document, wanted, audit, signal });
  };
  const [tags, signatures, ways] = await Promise.all([
    reader.package(name),
    checkSignatures(registry, document, signal),
    goWays({
      ...ground,
      name,
      version,
      bin: commandIn(contents, release.command),
      route,
      otherFiles: (dir) => otherFiles(dir, contents.files, contents.commandBytes),
      inProject,
    }),
  ]);
  return {
    identity,
    ways: ways.map(({ way }) => way),
    signatures,
    provenance,
    distTags: tags.kind === 'found' ? tags.value['dist-tags'] : {},
    findings: [
      ...ways.flatMap(({ findings }) => findings),
      ...tagFindings(tags, document, policy.npm.tag ?? 'latest'),
      ...signatureFindings(spec, registry, signatures),
      ...provenanceFindings(spec, provenance),
      ...deprecationFindings(document),
    ],
  };
}

/** It asks the roots of trust over the network. */
const auditTimeoutMs = 120_000;

/** The policy has the last word, in both directions. */
function whoWantsProvenance({ release }: ReleasePolicy, { asksForProvenance }: PackageContents): string | undefined {
  if (release?.provenance !== undefined) return release.provenance ? 'release.provenance of the policy' : undefined;
  return asksForProvenance ? 'publishConfig.provenance of package.json' : undefined;
}

function commandIn({ commands }: PackageContents, wanted: string): string | undefined {
  const names = Object.keys(commands);
  return names.includes(wanted) ? wanted : names[0];
}
