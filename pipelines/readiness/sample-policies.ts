/** For tests: KTX's own policy, version 1, as its repository has it, in each of its modes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleasePolicy } from '../../schemas/types.ts';
import { type LoadedPolicy, loadPolicy } from '../policy/load-policy.ts';
import { ktxVersion1 } from '../policy/sample-policies.ts';

/** KTX's file with what its other modes prescribe. */
export const ktxModes = {
  'npm-public-release-ready': ktxVersion1,
  'ci-artifact-only': {
    ...ktxVersion1,
    releaseMode: 'ci-artifact-only',
    npm: { ...ktxVersion1.npm, publish: false },
    requiredBeforePublishing: ['the name on npm', 'a maintainer'],
  },
  'published-package-smoke-required': {
    ...ktxVersion1,
    releaseMode: 'published-package-smoke-required',
    npm: { ...ktxVersion1.npm, publish: false },
  },
} as const satisfies Record<ReleasePolicy['releaseMode'], ReleasePolicy>;

/** Writes a policy into `dir` as `name` and loads it from there. */
export async function writtenPolicy(
  dir: string,
  policy: ReleasePolicy,
  name = 'release-policy.json',
): Promise<LoadedPolicy> {
  writeFileSync(join(dir, name), `${JSON.stringify(policy, null, 2)}\n`);
  return await loadPolicy(name, dir);
}
