/** For tests: a package that a release could be made of, as far as the first steps look at it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../version.ts';

/** Files of a repository by path, as a scratch repository takes them. */
export function releaseFiles(): Record<string, unknown> {
  const ours: object = JSON.parse(readFileSync(join(packageRoot, 'release-policy.json'), 'utf8'));
  return {
    'package.json': { name: '@scope/x', version: '1.2.3', scripts: { test: 'node x.test.js' } },
    'x.test.js': 'console.log("1 test passed");\n',
    'release-policy.json': {
      ...ours,
      npm: { publish: true, registry: null, access: 'public', tag: 'next', packages: ['@scope/x'] },
      publishedPackageSmoke: { packageName: '@scope/x', version: '1.2.3', registry: null },
    },
  };
}
