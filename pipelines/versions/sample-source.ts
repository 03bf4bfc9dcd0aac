/** For tests: a source directory in which everything says the same version, and what is needed to compare it. */
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import type { ReleasePolicy } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { type DirectorySubject, resolveSubject } from '../artifact/subject.ts';
import type { MadeEntry } from '../artifact/tarball-maker.ts';
import { zip } from '../artifact/wheel/wheel-maker.ts';
import { type ScratchRepository, scratchRepository } from '../git/scratch-repository.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import type { VersionsIo } from './check-coherence.ts';

export const sampleVersion = '1.2.3-rc.0';
export const sampleWheel = 'assets/python/sample-1.2.3rc0-py3-none-any.whl';

export function wheelSaying(version: string): Buffer {
  const content = `Metadata-Version: 2.1\nName: sample\nVersion: ${version}\n\nText.\n`;
  return zip([{ name: `sample-${version}.dist-info/METADATA`, content }]);
}

export function wheelManifest(version: string, file = sampleWheel): object {
  const wheel = { file: file.replace('assets/python/', ''), sha256: '0'.repeat(64), bytes: 1 };
  return { schemaVersion: 1, distributionName: 'sample', normalizedName: 'sample', version, wheel };
}

export const sampleFiles: Readonly<Record<string, unknown>> = {
  'package.json': { name: '@scope/sample', version: sampleVersion, type: 'module', bin: { sample: './bin.js' } },
  'package-lock.json': {
    name: '@scope/sample',
    version: sampleVersion,
    lockfileVersion: 3,
    packages: { '': { name: '@scope/sample', version: sampleVersion }, 'node_modules/x': { version: '9.9.9' } },
  },
  'CHANGELOG.md': `# Changelog\n\n## Unreleased\n\n## ${sampleVersion}\n\n- one thing\n\n## 1.2.2\n`,
  'assets/python/manifest.json': wheelManifest('1.2.3rc0'),
  [sampleWheel]: wheelSaying('1.2.3rc0'),
  'bin.js': `#!/usr/bin/env node\nconsole.log('@scope/sample ${sampleVersion}');\n`,
  'src/version.ts': `export const before = '0.0.1';\nexport const version = '${sampleVersion}';\n`,
  'config.json': { 'app/x': { version: 'v1.2.3-rc.0' } },
};

/** The same files as npm packs them. */
export const packedSample = Object.entries(sampleFiles).map(
  ([path, content]): MadeEntry => ({
    path: `package/${path}`,
    content: typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
  }),
);

/** Committed, and not tagged. */
export function sampleSource(): ScratchRepository {
  const source = scratchRepository();
  source.commit('first', sampleFiles);
  return source;
}

export const samplePolicy: ReleasePolicy = {
  schemaVersion: 2,
  releaseMode: 'npm-public-release-ready',
  npm: { publish: true, registry: null, access: 'public', tag: 'next', packages: ['@scope/sample'] },
  python: { publish: false, repository: null, packages: [] },
  publishedPackageSmoke: { packageName: '@scope/sample', version: sampleVersion, registry: null },
  runtimeInstaller: { uvStrategy: 'path-prerequisite', bootstrapUv: false, missingUvBehavior: 'focused-error' },
  requiredBeforePublishing: [],
  contract: 'ktx-runtime@1',
  versions: [
    { file: 'src/version.ts', pattern: "^export const version = '(.*)';$" },
    { file: 'config.json', pointer: '/app~1x/version' },
  ],
};

export function loaded(policy: ReleasePolicy = samplePolicy): LoadedPolicy {
  const sha256 = '0'.repeat(64);
  return { file: 'release-policy.json', sha256, policy: parseAs('release-policy', policy, 'the policy of the test') };
}

export async function subjectIn({ dir }: ScratchRepository): Promise<DirectorySubject> {
  const subject = await resolveSubject(dir, { cwd: '/' });
  if (subject.kind !== 'directory') throw new Error(`${dir} is not a directory`);
  return subject;
}

export interface SpokenIo {
  io: VersionsIo;
  written: { stdout: string; stderr: string };
}

/** The process of a command that is run in `cwd`. */
export function spokenIo({ dir }: ScratchRepository, env: NodeJS.ProcessEnv = {}): SpokenIo {
  const written = { stdout: '', stderr: '' };
  const streamTo = (name: keyof typeof written): VersionsIo['stdout'] => ({
    write: (text, done) => {
      written[name] += text;
      done?.();
    },
  });
  const io: VersionsIo = {
    stdout: streamTo('stdout'),
    stderr: streamTo('stderr'),
    env: { PATH: process.env.PATH, HOME: dirname(dir), TMPDIR: tmpdir(), ...env },
    cwd: dir,
    now: () => new Date(),
    signal: new AbortController().signal,
  };
  return { io, written };
}
