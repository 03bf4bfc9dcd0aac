import { finding } from '../../findings/finding.ts';
import type { BlockerRule } from './blocker.ts';

/** Nobody answers for the registry, or not to us. */
export const registryReachable: BlockerRule = ({ target, registry }) => {
  if (target === undefined) return [];
  const silent = [registry.version, registry.package].find(({ kind }) => kind !== 'found' && kind !== 'absent');
  if (silent === undefined || !('reason' in silent)) return [];
  return [finding('registry-unreachable', { expected: `an answer from ${target.registry}`, found: silent.reason })];
};
