import { minVersion, validRange } from 'semver';
import { isPackageName } from '../package-json.ts';
import { pointerPart } from './json-pointer.ts';
import { defineRule } from './rule.ts';

const fields = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/**
 * What a stranger's npm cannot resolve, or gets from elsewhere than the registry.
 * @see https://docs.npmjs.com/cli/v11/using-npm/package-spec
 */
export const dependencySpecs = defineRule({
  codes: ['dependency-local', 'dependency-remote', 'dependency-invalid'],
  title: 'Every dependency comes from the registry',
  check({ packageJson }, report) {
    for (const field of fields) {
      for (const [name, spec] of Object.entries(packageJson[field] ?? {})) {
        const code = isPackageName(name) ? faultOf(spec.trim()) : 'dependency-invalid';
        if (!code) continue;
        const pointer = `/${field}/${pointerPart(name)}`;
        report(code, { name, spec }, { file: 'package.json', pointer });
      }
    }
  },
});

function faultOf(spec: string): 'dependency-local' | 'dependency-remote' | 'dependency-invalid' | undefined {
  if (/^(workspace|file|link|portal|patch):/i.test(spec) || /^(\.{0,2}\/|~\/|[a-z]:[/\\])/i.test(spec)) {
    return 'dependency-local';
  }
  if (/^(git|https?|ssh)(\+[a-z]+)?:|^(git@|github:|gitlab:|bitbucket:|gist:)/i.test(spec)) return 'dependency-remote';
  // `user/repository`, short for GitHub.
  if (/^[^@:/\s]+\/[^:/\s#]+(#.*)?$/.test(spec)) return 'dependency-remote';
  if (spec.startsWith('npm:')) {
    const at = spec.indexOf('@', 'npm:'.length + 1);
    const aliased = at < 0 ? spec.slice('npm:'.length) : spec.slice('npm:'.length, at);
    if (!isPackageName(aliased)) return 'dependency-invalid';
    return at < 0 ? undefined : faultOf(spec.slice(at + 1));
  }
  // npm takes what is named like an archive for a file beside package.json.
  if (/^[^/]+\.(tgz|tar\.gz|tar)$/i.test(spec)) return 'dependency-local';
  // A range, or the name of a dist-tag. Reading a range takes time by its length.
  if (spec.length > 1000) return 'dependency-invalid';
  if (validRange(spec, { loose: true }) === null)
    return /^[a-z][\w.-]*$/i.test(spec) ? undefined : 'dependency-invalid';
  // Of `>=2 <1` there is no version.
  const hasAny = spec.split('||').some((part) => minVersion(part, { loose: true }) !== null);
  return hasAny ? undefined : 'dependency-invalid';
}
