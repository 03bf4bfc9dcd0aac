/** Vitest as a library in our own process: it prints nothing, leaves nothing, and reads no configuration but this. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Reporter, Vitest } from 'vitest/node';
import { packageRoot } from '../version.ts';
import { refuseHandlersFrom } from './foreign-handlers.ts';
import { withVariables } from './with-variables.ts';

/**
 * How the smokes' TypeScript is loaded: by Node itself, or transformed by Vite. Node's own way takes 50 MB and 0.3 s of
 * CPU less, and is not to be had below node_modules, nor where this process needs a loader for its own TypeScript.
 */
export type ModuleLoading = 'node' | 'vite';

export interface VitestStart {
  reporter: Reporter;
  modules?: ModuleLoading | undefined;
  /** A directory for what Vitest writes while it starts, removed afterwards; the system's when not given. */
  scratchDir?: string | undefined;
}

const smokeTimeoutMs = 60_000;

/** How many smokes run side by side: most of the time they wait for a process. */
const smokesPerProcessor = 2;

/** Imports and creates Vitest, some 250 ms; nothing is run yet. */
export async function startVitest(start: VitestStart): Promise<Vitest> {
  const stopRefusing = refuseHandlersFrom(dirname(fileURLToPath(import.meta.resolve('vitest/node'))));
  const scratch = await mkdtemp(join(start.scratchDir ?? tmpdir(), 'vitest-'));
  try {
    const { createVitest } = await import('vitest/node');
    return await withVariables({ NODE_ENV: process.env.NODE_ENV, [dataHome]: scratch }, () =>
      createVitest('test', vitestOptions(start), viteOptions, { stdout: nowhere(), stderr: nowhere() }),
    );
  } finally {
    stopRefusing();
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Where Vitest keeps a secret for its browser interface, which it writes although we have none (getUserDataDir in
 * Vitest 5.1): the user's directory for data, by the variable that moves it.
 */
const dataHome = { win32: 'LOCALAPPDATA', darwin: 'HOME' }[String(process.platform)] ?? 'XDG_DATA_HOME';

type CreateVitest = typeof import('vitest/node')['createVitest'];

function vitestOptions({ reporter, modules = moduleLoading() }: VitestStart): Parameters<CreateVitest>[1] {
  return {
    config: false,
    root: packageRoot,
    watch: false,
    reporters: [reporter],
    pool: 'threads',
    maxWorkers: 1,
    maxConcurrency: Math.max(3, smokesPerProcessor * availableParallelism()),
    sequence: { concurrent: true },
    testTimeout: smokeTimeoutMs,
    hookTimeout: smokeTimeoutMs,
    allowOnly: false,
    expect: { requireAssertions: true },
    api: false,
    cache: false,
    fsModuleCache: false,
    ...(modules === 'node' ? { experimental: { viteModuleRunner: false, nodeLoader: false } } : {}),
  };
}

/** No file of the user's is looked for: neither a PostCSS configuration nor a .env. */
const viteOptions = {
  envDir: false,
  publicDir: false,
  css: { postcss: {} },
  clearScreen: false,
  logLevel: 'silent',
} as const;

function moduleLoading(): ModuleLoading {
  const withoutLoader = process.features.typescript !== false && process.execArgv.length === 0;
  return withoutLoader && !packageRoot.split(sep).includes('node_modules') ? 'node' : 'vite';
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
