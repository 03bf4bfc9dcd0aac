import { join } from 'node:path';
import { readNpmError } from '../npm/json.ts';
import { scopeOf } from '../registry/route.ts';
import { impatience } from '../toolchain/resolve-tool.ts';
import { type Calling, exactly, type ManagerAdapter, packageJson, told } from './manager.ts';

/** npm 10 to 12. */
export const npm: ManagerAdapter = {
  name: 'npm',
  knowsBundled: true,
  settings: (calling) => ({ [userconfig(calling)]: npmrc(calling) }),
  env: (calling) => ({
    npm_config_userconfig: userconfig(calling),
    npm_config_cache: calling.places.cache,
    npm_config_prefix: calling.places.prefix,
  }),
  project: (calling, approved) => ({
    files: {
      'package.json': packageJson(
        approved ? { allowScripts: Object.fromEntries(approved.map((name) => [name, true])) } : {},
      ),
      '.npmrc': npmrc(calling),
    },
    install: [
      ...calling.program,
      'install',
      exactly(calling),
      '--save-exact',
      alone,
      '--package-lock',
      '--json',
      ...(approved && knowsApproval(calling) ? ['--strict-allow-scripts'] : []),
      ...common,
    ],
  }),
  local: ({ program, package: { bin } }, project) => ({
    cwd: project,
    run: [...program, 'exec', '--offline', alone, '--', bin],
  }),
  once: (calling) => ({
    run: [
      ...calling.program,
      'exec',
      '--yes',
      `--package=${exactly(calling)}`,
      alone,
      ...common,
      '--',
      calling.package.bin,
    ],
  }),
  global: (calling) => ({
    install: [...calling.program, 'install', '--global', exactly(calling), ...common],
    run: [join(calling.places.prefix, 'bin', calling.package.bin)],
  }),
  // npm 10 and 11 run them, 11 with the same word about them.
  blockedScripts: ({ stdout }, version) =>
    Number.parseInt(version, 10) >= 12 && /"unreviewedScripts": \[\s*\{/.test(stdout),
  reason: ({ stdout, stderr }) => {
    const error = readNpmError(stdout);
    if (error) return [error.code, error.summary, error.detail].filter(Boolean).join(' ');
    const isError = (line: string): boolean => /^npm (error|ERR!) /.test(line) && !line.includes('A complete log');
    return told(stderr, isError, (line) => line.replace(/^npm (error|ERR!) /, ''));
  },
};

/** Else npm looks for a project above that has this one as a workspace, takes that one's settings, and installs there. */
const alone = '--no-workspaces';

/** What is not there after some seconds is not there; and how a package looks is not asked again while it is known. */
const common = ['--prefer-offline', '--no-audit', '--no-fund', '--foreground-scripts=false', ...impatience];

const userconfig = ({ places }: Calling): string => join(places.config, 'npmrc');

/** As a user of a registry of their own would have it: the scope goes there, everything else where npm goes by itself. */
export function npmrc({ package: { name }, registry }: Calling): string {
  const scope = scopeOf(name);
  return `${scope ? `${scope}:registry` : 'registry'}=${registry}\n`;
}

/** 11 has it as advice, 12 as a rule. */
function knowsApproval({ version }: Calling): boolean {
  return Number.parseInt(version, 10) >= 11;
}
