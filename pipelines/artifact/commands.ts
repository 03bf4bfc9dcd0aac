import { posix } from 'node:path';
import type { PackageManifest } from '../../schemas/types.ts';

/**
 * The commands that npm links when it installs the package: name -> path inside the package.
 * As npm does: a string is one command named like the package without its scope, a name loses its directories,
 * a path is taken from the package's root whatever it starts with.
 */
export function commandsOf(manifest: Pick<PackageManifest, 'name' | 'bin'>): Record<string, string> {
  const { name, bin = {} } = manifest;
  const commands = typeof bin === 'string' ? { [name.replace(/^@.*\//, '')]: bin } : bin;
  return Object.fromEntries(
    Object.entries(commands)
      .map(([command, target]) => [posix.basename(command), posix.join('/', target).slice(1)] as const)
      .filter(([command, target]) => command !== '' && target !== ''),
  );
}
