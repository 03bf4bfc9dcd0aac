import type { ManagerName } from '../toolchain/tool-spec.ts';
import { bun } from './bun.ts';
import type { ManagerAdapter } from './manager.ts';
import { npm } from './npm.ts';
import { pnpm } from './pnpm.ts';
import { yarn } from './yarn.ts';

/** The package managers that there is an adapter for. */
export const adapters: Readonly<Record<ManagerName, ManagerAdapter>> = { npm, pnpm, yarn, bun };
