import { defineRule, type PackedPackage } from './rule.ts';

interface InstallScript {
  name: string;
  command: string;
  pointer: string;
}

const names = ['preinstall', 'install', 'postinstall'] as const;

/**
 * Commands that run on every user's machine when the package is installed. A policy with `contents.installScripts` says
 * which are meant; npm 12 and pnpm do not run any that the user has not allowed.
 */
export const installScripts = defineRule({
  codes: ['install-script', 'install-script-not-allowed'],
  title: 'Only those install scripts are there that the policy names',
  check(inspection, report) {
    const allowed = inspection.policy.contents?.installScripts;
    const code = allowed === undefined ? 'install-script' : 'install-script-not-allowed';
    for (const { name, command, pointer } of scriptsOf(inspection)) {
      if (allowed?.includes(name)) continue;
      report(code, { name, command }, { file: 'package.json', pointer });
    }
  },
});

/** The commands that run when the package is installed, written down or not. */
export function scriptsOf({ packageJson, files }: Pick<PackedPackage, 'packageJson' | 'files'>): InstallScript[] {
  const { scripts = {}, gypfile } = packageJson;
  const own = names.flatMap((name) => {
    const command: unknown = Object.hasOwn(scripts, name) ? Reflect.get(scripts, name) : undefined;
    return typeof command === 'string' ? [{ name, command, pointer: `/scripts/${name}` }] : [];
  });
  // npm compiles a package that has this file and says nothing else. @see https://docs.npmjs.com/cli/v11/using-npm/scripts
  const compiles = files.has('binding.gyp') && gypfile !== false && !own.some(({ name }) => name !== 'postinstall');
  return compiles ? [{ name: 'install', command: 'node-gyp rebuild', pointer: '/gypfile' }, ...own] : own;
}
