import { join } from 'node:path';
import { scopeOf } from '../registry/route.ts';
import { type Calling, exactly, type ManagerAdapter, packageJson, told } from './manager.ts';

/**
 * Yarn 4. The cell's project has a node_modules; a local install as Yarn makes it by itself, Plug'n'Play, where a package
 * finds what it declares and nothing else, is one of the ways in. Yarn installs nothing globally since 2.
 */
export const yarn: ManagerAdapter = {
  name: 'yarn',
  knowsBundled: false,
  settings: () => ({}),
  env: ({ places, network }) => ({
    // Yarn adds up the settings of all directories above; nobody else's have this name.
    YARN_RC_FILENAME: rcFile,
    YARN_GLOBAL_FOLDER: join(places.cache, 'yarn'),
    YARN_ENABLE_GLOBAL_CACHE: '1',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_ENABLE_NETWORK: '1',
    YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
    YARN_NPM_MINIMAL_AGE_GATE: '0',
    // A project above may name a Yarn of its own.
    YARN_IGNORE_PATH: '1',
    YARN_HTTP_TIMEOUT: '10000',
    YARN_HTTP_RETRY: '2',
    // Yarn has no ear for the usual variables.
    ...(network.HTTPS_PROXY || network.https_proxy
      ? { YARN_HTTPS_PROXY: network.HTTPS_PROXY || network.https_proxy || '' }
      : {}),
  }),
  project: (calling, approved) => ({
    files: projectFiles(
      calling,
      { nodeLinker: 'node-modules', ...(approved ? { enableScripts: false } : {}) },
      approved ? { dependenciesMeta: Object.fromEntries(approved.map((name) => [name, { built: true }])) } : {},
    ),
    install: [...calling.program, 'add', '--exact', exactly(calling)],
  }),
  local: (calling) => ({
    files: projectFiles(calling),
    install: [...calling.program, 'add', '--exact', exactly(calling)],
    run: [...calling.program, 'run', calling.package.bin],
  }),
  once: (calling) => ({
    files: projectFiles(calling),
    // dlx makes a project of its own, to which it copies the settings of the one that it is called in only if they have
    // the usual name. A user's own always have that, and hold for every project.
    home: { '.yarnrc.yml': settings(calling) },
    run: [...calling.program, 'dlx', '--package', exactly(calling), calling.package.bin],
  }),
  blockedScripts: ({ stdout }) => /YN000[45]/.test(stdout),
  reason: ({ stdout, stderr }) => {
    const said = (line: string): boolean =>
      (/YN\d{4}: │/.test(line) && !/YN0000|YN0013/.test(line)) || /^(Usage|Internal) Error/.test(line);
    return told(`${stdout}\n${stderr}`, said, (line) =>
      line
        .replace(/^➤ (YN\d{4}): │\s*/, '$1 ')
        .replace(/ {2,}/g, ' ')
        .trim(),
    );
  },
};

const rcFile = '.yarnrc-of-the-cell.yml';

/** With a lockfile, though an empty one: else Yarn looks for the project that this one belongs to in the directories above. */
function projectFiles(
  calling: Calling,
  further: Readonly<Record<string, unknown>> = {},
  fields: Readonly<Record<string, unknown>> = {},
): Record<string, string> {
  return { 'package.json': packageJson(fields), 'yarn.lock': '', [rcFile]: settings(calling, further) };
}

function settings(
  { package: { name }, registry, others }: Calling,
  further: Readonly<Record<string, unknown>> = {},
): string {
  const scope = scopeOf(name)?.slice(1);
  const here = { npmRegistryServer: registry, npmMinimalAgeGate: 0 };
  const rc = {
    ...(scope ? { npmRegistryServer: others, npmScopes: { [scope]: here } } : here),
    unsafeHttpWhitelist: [new URL(registry).hostname],
    ...further,
  };
  // JSON is YAML.
  return `${JSON.stringify(rc)}\n`;
}
