/** Where a release goes, and where npm would take it by itself. */
import type { PublishManifest } from '../../schemas/types.ts';
import { registryUrl } from '../registry/registry-url.ts';
import { scopeOf } from '../registry/route.ts';
import type { Target } from './release-facts.ts';

export interface TargetFacts {
  name: string;
  /** of the policy; null: npm's own */
  policyRegistry: string | null;
  /** npm's own, asked without anybody's configuration */
  npmRegistry: string | undefined;
  /** what npm's configuration says, by the name of the setting */
  settings: Readonly<Record<string, string | undefined>>;
  manifest: PublishManifest;
  /** --registry, which may only repeat the policy */
  given?: string;
}

/** The settings of npm that decide where a package goes. */
export function targetSettings(name: string): string[] {
  const scope = scopeOf(name);
  return scope === undefined ? ['registry'] : ['registry', `${scope}:registry`];
}

/** @returns undefined when the policy, or npm, names nothing that could be a registry */
export function targetOf(facts: TargetFacts): Target | undefined {
  const { policyRegistry, npmRegistry } = facts;
  const registry = registryUrl(policyRegistry ?? npmRegistry);
  if (registry === undefined) return undefined;
  const itself = byItself(facts);
  return {
    registry,
    from: policyRegistry === null ? 'npm' : 'policy',
    byItself: { because: itself.because, registry: registryUrl(itself.registry) ?? itself.registry },
  };
}

/**
 * As npm chooses: a scope's registry before the general one, and each of them from publishConfig before the
 * configuration. Credentials belong to a registry's URL, which therefore never has any in it.
 */
function byItself({ name, settings, manifest, given }: TargetFacts): Target['byItself'] {
  if (given !== undefined) return { registry: given, because: '--registry' };
  const publishConfig: Record<string, unknown> = manifest.publishConfig ?? {};
  for (const setting of targetSettings(name).reverse()) {
    const own = publishConfig[setting];
    if (typeof own === 'string') return { registry: own, because: `publishConfig.${setting} in package.json` };
    const configured = settings[setting];
    if (configured !== undefined) return { registry: configured, because: `${setting} in npm's configuration` };
  }
  return { registry: 'nowhere', because: "npm's configuration" };
}
