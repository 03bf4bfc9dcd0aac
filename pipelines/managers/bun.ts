import { join } from 'node:path';
import { scopeOf } from '../registry/route.ts';
import { type Calling, exactly, type ManagerAdapter, packageJson, told } from './manager.ts';

/** bun 1, as a package manager: commands run by the Node that their first line names. */
export const bun: ManagerAdapter = {
  name: 'bun',
  knowsBundled: false,
  // Global installs and bunx heed the user's settings and not those of the directory that they are called in.
  settings: (calling) => ({ [join(calling.places.config, '.bunfig.toml')]: bunfig(calling) }),
  env: ({ places }) => ({
    XDG_CONFIG_HOME: places.config,
    BUN_INSTALL: places.prefix,
    BUN_INSTALL_CACHE_DIR: join(places.cache, 'bun'),
    BUN_CONFIG_HTTP_RETRY_COUNT: '2',
    DO_NOT_TRACK: '1',
  }),
  project: (calling, approved) => ({
    files: { 'package.json': packageJson(approved ? { trustedDependencies: approved } : {}) },
    install: [...calling.program, 'add', '--exact', exactly(calling)],
  }),
  local: ({ program, package: { bin } }, project) => ({ cwd: project, run: [...program, 'run', bin] }),
  once: (calling) => ({
    run: [...calling.program, 'x', '--package', exactly(calling), calling.package.bin],
  }),
  global: (calling) => ({
    install: [...calling.program, 'add', '--global', '--exact', exactly(calling)],
    run: [join(calling.places.prefix, 'bin', calling.package.bin)],
  }),
  blockedScripts: ({ stdout, stderr }) => /^Blocked \d+ /m.test(`${stdout}${stderr}`),
  reason: ({ stdout, stderr }) =>
    told(
      `${stdout}\n${stderr}`,
      (line) => line.startsWith('error:'),
      (line) => line.replace(/^error: /, '').trim(),
    ),
};

function bunfig({ package: { name }, registry }: Calling): string {
  const scope = scopeOf(name)?.slice(1);
  const where = scope ? `[install.scopes]\n${JSON.stringify(scope)} = ${JSON.stringify(registry)}\n` : '';
  const all = scope ? '' : `registry = ${JSON.stringify(registry)}\n`;
  return `telemetry = false\n[install]\nminimumReleaseAge = 0\n${all}${where}`;
}
