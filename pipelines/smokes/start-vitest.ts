/** Vitest as a library in our own process: it prints nothing, writes nothing, and reads no configuration but this. */
import { availableParallelism } from 'node:os';
import { dirname, sep } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Reporter, Vitest } from 'vitest/node';
import { packageRoot } from '../version.ts';
import { refuseHandlersFrom } from './foreign-handlers.ts';

/**
 * How the smokes' TypeScript is loaded: by Node itself, or transformed by Vite. Node's own way takes 50 MB and 0.3 s of
 * CPU less, and is not to be had below node_modules, nor where this process needs a loader for its own TypeScript.
 */
export type ModuleLoading = 'node' | 'vite';

export interface VitestStart {
  reporter: Reporter;
  modules?: ModuleLoading;
}

const smokeTimeoutMs = 60_000;

/** How many smokes run side by side: most of the time they wait for a process. */
const smokesPerProcessor = 2;

/** Imports and creates Vitest, some 250 ms; nothing is run yet. */
export async function startVitest({ reporter, modules = moduleLoading() }: VitestStart): Promise<Vitest> {
  const admit = refuseHandlersFrom(vitestDir());
  const nodeEnv = process.env.NODE_ENV;
  try {
    const { createVitest } = await import('vitest/node');
    return await createVitest(
      'test',
      {
        config: false,
        root: packageRoot,
        watch: false,
        reporters: [reporter],
        pool: 'threads',
        isolate: false,
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
        // Below node_modules Vite would leave our own files to Node, which strips no types there.
        server: { deps: { inline: [ownFiles()] } },
      },
      {
        envDir: false,
        publicDir: false,
        css: { postcss: {} },
        clearScreen: false,
        logLevel: 'silent',
      },
      { stdout: nowhere(), stderr: nowhere() },
    );
  } finally {
    admit();
    if (nodeEnv === undefined) delete process.env.NODE_ENV;
  }
}

function moduleLoading(): ModuleLoading {
  const withoutLoader = process.features.typescript !== false && process.execArgv.length === 0;
  return withoutLoader && !packageRoot.split(sep).includes('node_modules') ? 'node' : 'vite';
}

function vitestDir(): string {
  return dirname(fileURLToPath(import.meta.resolve('vitest/node')));
}

/** Our TypeScript, wherever this package is; not the packages that it depends on. */
function ownFiles(): RegExp {
  const root = packageRoot
    .split(sep)
    .join('/')
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${root}/(smoke|schemas)/`);
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
