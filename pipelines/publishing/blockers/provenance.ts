import { finding } from '../../findings/finding.ts';
import type { BlockerRule } from './blocker.ts';

/** Provenance is wanted, by the policy, package.json or npm's settings, and cannot be made by the job that sends. */
export const provenance: BlockerRule = ({ provenance: wanted, job, access, sender }) => {
  if (wanted !== true) return [];
  const known = sender === 'this job' ? job.lacksForProvenance : [];
  const lacks = known.map(({ expected, found, remediation }) => ({
    expected,
    found,
    remedy: remediation,
  }));
  if (access === 'restricted') {
    const remedy = 'Set npm.access in the policy to public, or release.provenance to false.';
    lacks.push({ expected: 'a public package: its provenance is public', found: 'access restricted', remedy });
  }
  return lacks.map((lack) => finding('provenance-not-possible', lack));
};
