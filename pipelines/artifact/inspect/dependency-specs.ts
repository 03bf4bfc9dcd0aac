import { validRange } from 'semver';
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
        const code = faultOf(spec.trim());
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
    return at < 0 ? undefined : faultOf(spec.slice(at + 1));
  }
  // A range, or the name of a dist-tag. Reading a range takes time by its length.
  if (spec.length > 1000) return 'dependency-invalid';
  return validRange(spec, { loose: true }) !== null || /^[a-z][\w.-]*$/i.test(spec) ? undefined : 'dependency-invalid';
}
