import { minVersion, validRange } from 'semver';
import { pointerPart } from './json-pointer.ts';
import { defineRule } from './rule.ts';

/** What Node calls platforms, processors and C libraries. @see https://nodejs.org/api/process.html#processplatform */
const known = {
  os: [
    'aix',
    'android',
    'cygwin',
    'darwin',
    'freebsd',
    'haiku',
    'linux',
    'netbsd',
    'openbsd',
    'openharmony',
    'os400',
    'sunos',
    'win32',
    'any',
  ],
  cpu: [
    'arm',
    'arm64',
    'ia32',
    'loong64',
    'mips',
    'mipsel',
    'mips64el',
    'ppc',
    'ppc64',
    'riscv64',
    's390',
    's390x',
    'wasm32',
    'x32',
    'x64',
    'any',
  ],
  libc: ['glibc', 'musl'],
} as const;
/** As others call them. */
const meant: Readonly<Record<string, string>> = {
  windows: 'win32',
  win64: 'win32',
  macos: 'darwin',
  mac: 'darwin',
  osx: 'darwin',
  x86_64: 'x64',
  amd64: 'x64',
  aarch64: 'arm64',
  x86: 'ia32',
  i386: 'ia32',
};

/** Package managers refuse a package with EBADENGINE or EBADPLATFORM by these fields, and check none of them when it is published. */
export const usablePlatforms = defineRule({
  codes: ['engines-unusable', 'platform-unknown'],
  title: 'engines, os, cpu and libc let somebody install it',
  check({ packageJson }, report) {
    const { engines } = packageJson;
    for (const [engine, range] of Object.entries(engines ?? {})) {
      if (typeof engines !== 'object' || Array.isArray(engines) || typeof range !== 'string' || range.length > 1000)
        continue;
      if (!['node', 'npm'].includes(engine) || takesAny(range)) continue;
      report(
        'engines-unusable',
        { engine, range },
        { file: 'package.json', pointer: `/engines/${pointerPart(engine)}` },
      );
    }
    for (const field of ['os', 'cpu', 'libc'] as const) {
      const value: unknown = Reflect.get(packageJson, field);
      const names = (Array.isArray(value) ? value : [value]).filter((name) => typeof name === 'string');
      const ours: readonly string[] = known[field];
      for (const name of names.map((each) => each.replace(/^!/, ''))) {
        if (ours.includes(name)) continue;
        const suggestion = meant[name.toLowerCase()] ?? ours.join(', ');
        report('platform-unknown', { field, name, suggestion }, { file: 'package.json', pointer: `/${field}` });
      }
    }
  },
});

/** Whether a version can be in the range; npm reads it strictly, and what it cannot read has no version in it. */
function takesAny(range: string): boolean {
  return validRange(range) !== null && range.split('||').some((part) => minVersion(part) !== null);
}
