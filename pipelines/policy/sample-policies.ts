/** For tests: policies to start from. */
import type { ReleasePolicy } from '../../schemas/types.ts';

/** Of the package `p`, saying no more than it must, with these fields. */
export function plainPolicy(fields: Partial<ReleasePolicy> = {}): ReleasePolicy {
  return {
    schemaVersion: 2,
    releaseMode: 'npm-public-release-ready',
    npm: { publish: true, registry: null, access: 'public', tag: 'next', packages: ['p'] },
    publishedPackageSmoke: null,
    requiredBeforePublishing: [],
    ...fields,
  };
}

/** KTX's own file, version 1, as its repository has it. */
export const ktxVersion1: ReleasePolicy = {
  schemaVersion: 1,
  releaseMode: 'npm-public-release-ready',
  npm: { publish: true, registry: null, access: 'public', tag: 'next', packages: ['@kaelio/ktx'] },
  python: { publish: false, repository: null, packages: ['kaelio-ktx'] },
  publishedPackageSmoke: { packageName: '@kaelio/ktx', version: '0.1.0-rc.0', registry: null },
  runtimeInstaller: { uvStrategy: 'path-prerequisite', bootstrapUv: false, missingUvBehavior: 'focused-error' },
  requiredBeforePublishing: [],
};
