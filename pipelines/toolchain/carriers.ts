/** Which package of the registry carries a tool for this platform, and what in it is the program. */
import { major } from 'semver';
import type { NpmView } from '../../schemas/types.ts';
import { readPins } from '../launcher/pinned-node.mjs';
import type { ToolSpec } from './tool-spec.ts';

export interface Platform {
  /** process.platform */
  platform: string;
  /** process.arch */
  arch: string;
}

/** The package whose versions are the tool's versions; undefined where there is no such Node for the platform. */
export function packageOf(tool: ToolSpec['tool'], { platform, arch }: Platform): string | undefined {
  switch (tool) {
    case 'npm':
    case 'pnpm':
    case 'bun':
      return tool;
    case 'yarn':
      // The package `yarn` ended with Classic; who types `yarn` today gets this one by Corepack or by yarnPath.
      return '@yarnpkg/cli-dist';
    case 'node':
      return readPins()[`${platform}-${arch}`]?.package;
  }
}

/** Where the program is: in the package itself, or in one that it has for each platform. */
export type Carrier =
  | { kind: 'itself'; file: string; runBy: 'node' | 'itself' }
  | { kind: 'for-platform'; package: string; file: string };

/** @returns in words why there is none */
export function carrierOf(tool: ToolSpec['tool'], view: NpmView, host: Platform): Carrier | { missing: string } {
  const exe = host.platform === 'win32' ? '.exe' : '';
  if (tool === 'node') return { kind: 'itself', file: `bin/node${exe}`, runBy: 'itself' };
  const forPlatform = platformPackage(tool, view, host);
  if (forPlatform !== undefined) {
    const file = tool === 'bun' ? `bin/bun${exe}` : `pnpm${exe}`;
    if (view.optionalDependencies?.[forPlatform] === view.version) {
      return { kind: 'for-platform', package: forPlatform, file };
    }
    return { missing: `${view.name}@${view.version} has no ${forPlatform}` };
  }
  const file = view.bin?.[tool];
  if (file !== undefined) return { kind: 'itself', file: file.replace(/^\.\//, ''), runBy: 'node' };
  return { missing: `${view.name}@${view.version} has no command ${tool}` };
}

/** bun is a program for each platform, and so is pnpm from 12 on. */
function platformPackage(tool: ToolSpec['tool'], view: NpmView, { platform, arch }: Platform): string | undefined {
  if (tool === 'bun') {
    return `@oven/bun-${platform === 'win32' ? 'windows' : platform}-${arch === 'arm64' ? 'aarch64' : arch}`;
  }
  return tool === 'pnpm' && major(view.version) >= 12 ? `@pnpm/exe.${platform}-${arch}` : undefined;
}
