/** For tests of the matrix: a small package with its policy, where no registry is asked but ours and, for the managers, the public one. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findNpm } from '../../smoke/sandbox/find-npm.ts';
import { type AnsweringServer, answeringServer } from '../registry/answering-server.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

export interface MatrixPlace extends Workplace {
  /** Where all packages but the one under test come from. */
  others: AnsweringServer;
}

const name = 'small-tool';
const version = '1.2.3';

/** All that is required of it is what a matrix tries besides the contract's smokes. */
const policy = {
  schemaVersion: 2,
  releaseMode: 'published-package-smoke-required',
  npm: { publish: false, registry: null, access: 'public', tag: 'latest', packages: [name] },
  python: { publish: false, repository: null, packages: [] },
  publishedPackageSmoke: { packageName: name, version, registry: null },
  runtimeInstaller: { uvStrategy: 'path-prerequisite', bootstrapUv: false, missingUvBehavior: 'focused-error' },
  requiredBeforePublishing: [],
  contract: 'ktx-runtime@1',
  matrix: { lowestNode: false },
  suites: [
    { name: 'ktx-runtime@1', smokes: 'advisory', run: 'on-request' },
    { name: 'ktx-hardening', smokes: 'advisory', run: 'on-request' },
  ],
};

/** @param further fields of the policy */
export async function openMatrixPlace(further: Record<string, unknown> = {}): Promise<MatrixPlace> {
  const place = await openWorkplace();
  const others = await answeringServer();
  await writeFile(join(place.dir, 'release-policy.json'), JSON.stringify({ ...policy, ...further }));
  place.env.PATH = `${await npmFor(others.url, join(place.home, 'npm'))}${delimiter}${place.env.PATH}`;
  return {
    ...place,
    others,
    async [Symbol.asyncDispose]() {
      await others[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

/** @returns a directory for PATH with an npm as npm.program.ts says */
async function npmFor(registry: string, dir: string): Promise<string> {
  const { PATH = '' } = process.env;
  const real = await findNpm(PATH, async () => ({ missing: 'not asked' }));
  if (!('found' in real)) throw new Error('these tests need an npm that is no shim');
  const [bin, onPath] = [join(dir, 'bin'), join(dir, 'on-path')];
  for (const each of [bin, onPath]) await mkdir(each, { recursive: true });
  await writeFile(
    join(dir, 'package.json'),
    JSON.stringify({ name: 'npm', version: real.found.version, type: 'module' }),
  );
  await writeFile(join(bin, 'settings.json'), JSON.stringify({ npm: real.found.path, registry }));
  const program = join(import.meta.dirname, 'npm.program.ts');
  await writeFile(join(bin, 'npm-cli.js'), `#!/usr/bin/env node\nimport ${JSON.stringify(program)};\n`, {
    mode: 0o755,
  });
  await symlink(join(bin, 'npm-cli.js'), join(onPath, 'npm'));
  return onPath;
}

/**
 * Makes the package in `dir`.
 * @param code of its command, before it says its version
 */
export async function makeSmallPackage(
  dir: string,
  {
    shebang = '#!/usr/bin/env node\n',
    code = '',
    dependencies = {},
  }: { shebang?: string; code?: string; dependencies?: Record<string, string> } = {},
): Promise<void> {
  await mkdir(dir, { recursive: true });
  const manifest = {
    name,
    version,
    description: 'A small tool.',
    license: 'MIT',
    bin: { ktx: 'bin.js' },
    engines: { node: '>=22' },
    dependencies,
  };
  await writeFile(join(dir, 'package.json'), JSON.stringify(manifest, undefined, 2));
  for (const file of ['README.md', 'LICENSE']) await writeFile(join(dir, file), 'A small tool.\n');
  await writeFile(join(dir, 'bin.js'), `${shebang}${code}console.log(${JSON.stringify(version)});\n`, { mode: 0o755 });
}
