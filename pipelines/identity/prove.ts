/** The five hand-overs of a package that is being installed, as one proof. */
import type { Finding, Handover } from '../../schemas/types.ts';
import type { Artifact } from '../artifact/artifact.ts';
import type { ManagerName } from '../toolchain/tool-spec.ts';
import { mismatches, proveLocalFile, proveRegistry } from './handovers.ts';
import { proveInProject } from './in-project.ts';
import { proveRunningVersion } from './running-version.ts';

export interface ProofOptions {
  artifactDir: string;
  /** URL of the throwaway registry */
  registry: string;
  /** Resolves when the project is there. */
  installed: Promise<unknown>;
  projectDir: string;
  /** Who has made the project; npm when not given. */
  manager?: ManagerName;
  /** The command that is asked for its version. */
  bin: string;
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

export interface Proof {
  handovers: Handover[];
  /** Everything that is not as it must be. */
  findings: Finding[];
  /**
   * Whether the smokes can say anything: these are the right bytes, and the command runs. One that only misstates its
   * version is wrong, and no reason to learn nothing else about the package.
   */
  worthTrying: boolean;
}

/** Proves each hand-over as soon as it can be; the running command is asked only where the bytes are the right ones. */
export async function proveIdentity(artifact: Artifact, options: ProofOptions): Promise<Proof> {
  const { artifactDir, registry, installed, projectDir, manager = 'npm', bin, env, signal } = options;
  const [local, delivered, locked] = await Promise.all([
    proveLocalFile(artifactDir),
    proveRegistry(artifact, registry, signal),
    installed.then(() => proveInProject(manager, artifact, projectDir, registry)),
  ]);
  const handovers = [local, ...delivered, locked];
  const findings = mismatches(handovers);
  if (findings.length > 0) return { handovers, findings, worthTrying: false };
  const running = await proveRunningVersion(artifact, bin, { cwd: projectDir, env, signal });
  return { handovers: [...handovers, running.handover], findings: running.findings, worthTrying: running.runs };
}
