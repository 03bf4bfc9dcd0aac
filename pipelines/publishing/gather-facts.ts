/** Looks at everything that a release depends on, each thing once, and what is independent at once. */
import type { PublishManifest } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { type Digest, digestOf } from '../artifact/digest.ts';
import { defaultTagTemplate } from '../git/release-tags.ts';
import type { Io } from '../io.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { routeTo } from '../registry/route.ts';
import { askedTwice } from './asked-twice.ts';
import { type FoundUserNpm, findUserNpm } from './find-user-npm.ts';
import { httpReader } from './http-reader.ts';
import { askLogin } from './login.ts';
import { npmReader } from './npm-reader.ts';
import { publishManifestIn } from './publish-manifest.ts';
import type { RegistryReader } from './registry-reader.ts';
import type { Login, Readiness, RegistryFacts, ReleaseFacts, Target } from './release-facts.ts';
import { type SourceState, sourceState } from './source-state.ts';
import { targetOf, targetSettings } from './target.ts';
import { jobIdentity } from './trusted-publishing.ts';
import { impatient, type UserNpm } from './user-npm.ts';

export interface ReleaseQuestion {
  intent: ReleaseFacts['intent'];
  sender: ReleaseFacts['sender'];
  policy: LoadedPolicy;
  /** of the source's package.json */
  name: string;
  version: string;
  manifest: PublishManifest;
  /** absolute; where a maintainer would publish from */
  sourceDir: string;
  /** Asked while everything else is looked at. */
  readiness: Promise<Readiness>;
  /** The bytes to be sent when they are given, absolute. */
  tarball?: string;
  /** --registry */
  registry?: string;
  /** private, absolute */
  scratchDir: string;
  io: Pick<Io, 'env' | 'signal'>;
}

/** What a release is sent and looked at with. */
export interface Means {
  npm: UserNpm;
  reader: RegistryReader;
  /** Asks as a stranger, until `signal` is aborted. */
  stranger: (signal: AbortSignal) => RegistryReader;
}

export interface Gathered {
  facts: ReleaseFacts;
  /** present with `facts.target` */
  means?: Means;
}

/** @throws what `readiness` rejects with; the reason of the signal */
export async function gatherFacts(question: ReleaseQuestion): Promise<Gathered> {
  const { policy, name, version } = question;
  const { npm: rules, release } = policy.policy;
  const [source, readiness, found] = await Promise.all([askSource(question), question.readiness, askNpm(question)]);
  const bytes = await bytesOf(question, readiness);
  const manifest = (bytes && (await publishManifestIn(bytes.file))) ?? question.manifest;
  const target = found.npm && targetIn(question, found.npm, found.npmRegistry, manifest);
  const means = found.npm && target && meansFor(question, found.npm, target);
  const facts: ReleaseFacts = {
    intent: question.intent,
    sender: question.sender,
    policy,
    name,
    version,
    source,
    readiness,
    ...(bytes ? { bytes } : {}),
    manifest,
    npm: found.facts,
    ...(target ? { target } : {}),
    tag: rules.tag ?? 'latest',
    access: rules.access,
    provenance: release?.provenance ?? manifest.publishConfig?.provenance ?? configured(found.npm),
    job: jobIdentity({
      env: question.io.env,
      nodeVersion: process.versions.node,
      npmVersion: found.facts.kind === 'found' ? found.facts.version : '0.0.0',
      repository: manifest.repository,
    }),
    registry: means && target ? await askRegistry(means, target, question) : unasked,
  };
  return { facts, ...(means ? { means } : {}) };
}

const nobodyAsked = { kind: 'unreachable', reason: 'nobody was asked' } as const;
const unasked: RegistryFacts = {
  package: nobodyAsked,
  version: nobodyAsked,
  login: { kind: 'unknown', reason: nobodyAsked.reason },
};

function askSource({ policy, sourceDir, version, io }: ReleaseQuestion): Promise<SourceState> {
  const { branch, remote, tag = defaultTagTemplate } = policy.policy.release ?? {};
  return sourceState({
    dir: sourceDir,
    version,
    ...(branch === undefined ? {} : { branch }),
    remote: remote ?? 'origin',
    tagTemplate: tag,
    remoteNeeded: branch !== undefined || remote !== undefined,
    env: io.env,
    signal: io.signal,
  });
}

function askNpm({ name, policy, intent, sourceDir, scratchDir, io }: ReleaseQuestion): Promise<FoundUserNpm> {
  return findUserNpm({
    env: io.env,
    sourceDir,
    scratchDir,
    ask: [...targetSettings(name), 'provenance'],
    askOwnRegistry: policy.policy.npm.registry === null,
    askStaging: intent === 'stage',
    signal: io.signal,
  });
}

function targetIn(
  { name, policy, registry: given }: ReleaseQuestion,
  { settings }: UserNpm,
  npmRegistry: string | undefined,
  manifest: PublishManifest,
): Target | undefined {
  const facts = { name, policyRegistry: policy.policy.npm.registry, npmRegistry, settings, manifest };
  return targetOf({ ...facts, ...(given === undefined ? {} : { given }) });
}

function configured(npm: UserNpm | undefined): boolean | undefined {
  return npm?.settings.provenance === 'true' ? true : undefined;
}

function meansFor({ name, io, scratchDir, policy }: ReleaseQuestion, npm: UserNpm, { registry }: Target): Means {
  const stranger = (signal: AbortSignal) => httpReader(registry, signal);
  const ask = (args: readonly string[]) => npm.npm([...args, ...impatient]);
  const known = npmReader({ npm: ask, route: routeTo(registry, name), scratchDir });
  const restricted = policy.policy.npm.access === 'restricted';
  return { npm, stranger, reader: askedTwice(stranger(io.signal), known, restricted) };
}

async function askRegistry({ npm, reader }: Means, { registry }: Target, { name, version, sender }: ReleaseQuestion) {
  const [known, release] = await Promise.all([reader.package(name), reader.version(name, version)]);
  // Whoever does not answer that does not answer this either, after a long wait.
  const silent = [known, release].find(({ kind }) => kind === 'unreachable' || kind === 'later');
  const reason = sender === 'another job' ? 'another job sends it' : silent && 'reason' in silent && silent.reason;
  const login: Login = reason ? { kind: 'unknown', reason } : await askLogin(npm, registry);
  return { package: known, version: release, login };
}

async function bytesOf(
  { tarball }: ReleaseQuestion,
  readiness: Readiness,
): Promise<{ file: string; digest: Digest } | undefined> {
  const verified = readiness.kind === 'assessed' ? readiness.report.artifact?.file : undefined;
  const file = tarball ?? verified;
  if (file === undefined) return undefined;
  try {
    return { file, digest: await digestOf(file) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
