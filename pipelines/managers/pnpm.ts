import { join } from 'node:path';
import { type Calling, exactly, type ManagerAdapter, packageJson, told } from './manager.ts';
import { npmrc } from './npm.ts';

/**
 * pnpm 10 to 12. The cell's project is installed without hoisting: pnpm's default hides what a package has not declared
 * from the project and leaves it to the packages themselves, and who switches that off, or has a global virtual store,
 * is a user too.
 */
export const pnpm: ManagerAdapter = {
  name: 'pnpm',
  knowsBundled: true,
  settings: (calling) => ({ [userconfig(calling)]: npmrc(calling) }),
  env: (calling) => {
    const { places, path } = calling;
    return {
      npm_config_userconfig: userconfig(calling),
      PNPM_HOME: places.prefix,
      // `pnpm add --global` refuses where the directory for its commands is not on PATH; which that is changed with 11.
      PATH: `${join(places.prefix, 'bin')}:${places.prefix}:${path}`,
      ...inEnvironment({
        store_dir: join(places.cache, 'store'),
        cache_dir: join(places.cache, 'metadata'),
        minimum_release_age: '0',
        // A new package with install scripts is then installed with a word about them, as by every other manager.
        strict_dep_builds: 'false',
        update_notifier: 'false',
        fetch_timeout: '10000',
        fetch_retries: '2',
        // Else it waits ten seconds, and then a minute.
        fetch_retry_mintimeout: '1000',
        fetch_retry_maxtimeout: '5000',
      }),
    };
  },
  project: (calling, approved) => ({
    files: {
      'package.json': packageJson(),
      // JSON is YAML.
      'pnpm-workspace.yaml': `${JSON.stringify({ hoist: false, ...(approved ? approval(calling, approved) : {}) })}\n`,
    },
    install: [
      ...calling.program,
      'add',
      '--save-exact',
      ...(approved ? ['--config.strict-dep-builds=true'] : []),
      exactly(calling),
    ],
  }),
  local: ({ program, package: { bin } }, project) => ({ cwd: project, run: [...program, 'exec', bin] }),
  once: (calling) => ({
    files: { 'pnpm-workspace.yaml': '{}\n' },
    run: [...calling.program, `--package=${exactly(calling)}`, 'dlx', calling.package.bin],
  }),
  global: (calling) => {
    const { prefix } = calling.places;
    const bins = major(calling) < 11 ? prefix : join(prefix, 'bin');
    return {
      files: { 'pnpm-workspace.yaml': '{}\n' },
      install: [...calling.program, 'add', '--global', exactly(calling)],
      run: [join(bins, calling.package.bin)],
    };
  },
  blockedScripts: ({ stdout, stderr }) => /Ignored build scripts/.test(`${stdout}${stderr}`),
  reason: ({ stdout, stderr }) => {
    const text = `${stdout}\n${stderr}`;
    const [code] = /ERR_PNPM_\w+/.exec(text) ?? [];
    // A box drawn around sentences that are broken into lines: the first of its branches says most.
    const [, branch] = /^ *[├╰]─▶ ([\s\S]*?)(?=^ *[├╰]─▶|^ *help:|^\s*$|(?![\s\S]))/m.exec(text) ?? [];
    const sentence = branch?.replace(/\s*\n[\s│]*/g, ' ').trim();
    return (
      [code, sentence].filter(Boolean).join(' ').slice(0, 300) ||
      told(
        text,
        () => false,
        (line) => line,
      )
    );
  },
};

const userconfig = ({ places }: Calling): string => join(places.config, 'npmrc');

/** pnpm 10 reads its settings where npm has its own, from 11 on they have a name of their own. */
function inEnvironment(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => [
      [`npm_config_${name}`, value],
      [`pnpm_config_${name}`, value],
    ]),
  );
}

function approval(calling: Calling, approved: readonly string[]): Record<string, unknown> {
  if (major(calling) < 11) return { onlyBuiltDependencies: approved };
  return { allowBuilds: Object.fromEntries(approved.map((name) => [name, true])) };
}

function major({ version }: Calling): number {
  return Number.parseInt(version, 10);
}
