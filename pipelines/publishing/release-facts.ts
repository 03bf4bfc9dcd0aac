/** All that is looked at before a release is sent. The blockers read it off here, and ask nobody themselves. */
import type { PublishedPackage, PublishedVersion, PublishManifest, ReadinessReport } from '../../schemas/types.ts';
import type { Digest } from '../artifact/digest.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import type { Answer } from './registry-reader.ts';
import type { SourceState } from './source-state.ts';
import type { JobIdentity } from './trusted-publishing.ts';

export interface ReleaseFacts {
  /** to the registry, or to its staging area, where a maintainer approves it */
  intent: 'publish' | 'stage';
  policy: LoadedPolicy;
  name: string;
  version: string;
  source: SourceState;
  readiness: Readiness;
  /** The bytes to be sent, as they are now; nothing when no bytes are known, or the file is gone. */
  bytes?: { file: string; digest: Digest };
  /** package.json of the bytes to be sent; of the source where there are none */
  manifest: PublishManifest;
  npm: NpmFacts;
  /** where it goes to; nothing when npm could not say where it goes by itself */
  target?: Target;
  tag: string;
  access: 'public' | 'restricted' | null;
  /** whether it is to carry provenance; undefined: as npm decides */
  provenance: boolean | undefined;
  job: JobIdentity;
  /** whether this is the job that sends it; what only the sender has is not asked of another */
  sender: 'this job' | 'another job';
  registry: RegistryFacts;
}

/** What `shakedown readiness` says, or why it could not be asked. */
export type Readiness =
  | { kind: 'assessed'; report: ReadinessReport }
  | { kind: 'impossible'; reason: string; remediation: string };

export type NpmFacts = { kind: 'missing'; reason: string } | { kind: 'found'; version: string; canStage: boolean };

export interface Target {
  /** URL with a slash at its end */
  registry: string;
  from: 'policy' | 'npm';
  /** where npm would go without our flags, and what tells it so; the same registry as a rule */
  byItself: { registry: string; because: string };
}

export interface RegistryFacts {
  package: Answer<PublishedPackage>;
  version: Answer<PublishedVersion>;
  login: Login;
}

export type Login =
  | { kind: 'user'; name: string }
  /** npm has no credentials for the registry, or none that it knows */
  | { kind: 'nobody'; reason: string }
  /** the registry does not say whose the credentials are */
  | { kind: 'unknown'; reason: string };

/** Whether the registry has these very bytes already: then nothing is left to be sent, and nothing stands in its way. */
export function alreadyPublished({ bytes, registry }: ReleaseFacts): boolean {
  const { version } = registry;
  return version.kind === 'found' && bytes !== undefined && version.value.dist.integrity === bytes.digest.integrity;
}

/** How npm will prove who it is. */
export function authenticationOf({
  job,
  registry,
  sender,
}: ReleaseFacts): 'trusted publishing' | 'login' | 'of another job' {
  if (sender === 'another job') return 'of another job';
  const known = registry.package.kind !== 'absent';
  return job.service !== undefined && job.lacksForLogin.length === 0 && known ? 'trusted publishing' : 'login';
}
