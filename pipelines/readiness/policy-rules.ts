/** What a policy says of the bundled Python and of its installer, which no gate asks: honoured here, or told as not understood. */
import { basename } from 'node:path/posix';
import type { ReleasePolicy } from '../../schemas/types.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { wheelManifestsOf } from '../artifact/inspect/wheel-manifests.ts';
import { readTarball } from '../artifact/tarball.ts';
import { foldName } from '../artifact/wheel/wheel-name.ts';
import { finding } from '../findings/finding.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import type { NextCommands } from './next-commands.ts';
import { missing, type Unmet, wrong } from './unmet.ts';

interface RulesGround {
  policy: LoadedPolicy;
  /** the bytes that are to be released; absent when the source cannot be packed */
  release: Artifact | undefined;
  commands: NextCommands;
}

/** Everything of it that the package breaks, and everything that nobody here could hold it to. */
export async function askPolicyRules(ground: RulesGround): Promise<Unmet[]> {
  return [...notUnderstood(ground), ...(await otherPython(ground))];
}

/**
 * The one way of an installer that there are smokes for: uv is on PATH, is not downloaded, and where it is missing one
 * line says so.
 */
const installer = {
  uvStrategy: 'path-prerequisite',
  bootstrapUv: false,
  missingUvBehavior: 'focused-error',
} satisfies ReleasePolicy['runtimeInstaller'];

function notUnderstood({ policy: { file, policy }, commands }: RulesGround): Unmet[] {
  const { uvStrategy, bootstrapUv, missingUvBehavior } = policy.runtimeInstaller ?? installer;
  const rules: [pointer: string, found: unknown, expected: unknown][] = [
    ['/runtimeInstaller/uvStrategy', uvStrategy, installer.uvStrategy],
    ['/runtimeInstaller/bootstrapUv', bootstrapUv, installer.bootstrapUv],
    ['/runtimeInstaller/missingUvBehavior', missingUvBehavior, installer.missingUvBehavior],
    ['/python/publish', policy.python?.publish ?? false, false],
  ];
  return rules
    .filter(([, found, expected]) => found !== expected)
    .map(([pointer, found, expected]) => {
      const args = { pointer, expected: String(expected), found: String(found), next: commands.readiness() };
      return missing(finding('policy-rule-not-understood', args, { file, pointer }));
    });
}

/** The Python packages in the tarball are those that the policy names, as Python compares names. */
async function otherPython({ policy: { file, policy }, release, commands }: RulesGround): Promise<Unmet[]> {
  if (!release || !policy.python) return [];
  const named = policy.python.packages;
  const reading = await readTarball(release.file, { keep: (path) => basename(path) === 'manifest.json' });
  if (!reading.readable) return [];
  const files = new Map(reading.files.map((each) => [each.path, each]));
  const bundled = wheelManifestsOf({ files, manifests: reading.kept }).flatMap(({ checked }) =>
    checked.ok ? [checked.value.distributionName] : [],
  );
  const folded = (names: readonly string[]): string => [...new Set(names.map(foldName))].toSorted().join();
  if (folded(bundled) === folded(named)) return [];
  const words = (names: readonly string[]): string => names.join(', ') || 'none';
  const args = { file, expected: words(named), found: words(bundled), next: commands.verify() };
  return [wrong(finding('policy-python-differs', args, { file, pointer: '/python/packages' }))];
}
