/** Runs the smokes of a contract through Vitest, in our own process, and tells what becomes of each. */
import { join } from 'node:path';
import type { SmokeContext, SmokeResult } from '../../schemas/types.ts';
import { smokeFiles } from '../../smoke/smoke-files.ts';
import type { Emit } from '../run/event-body.ts';
import { packageRoot } from '../version.ts';
import { SmokeReporter } from './smoke-reporter.ts';
import { type ModuleLoading, startVitest } from './start-vitest.ts';

export interface PrepareOptions {
  /** Folder below smoke/ whose smokes are to be run. */
  folder: string;
  /** How TypeScript is loaded; chosen by what this process can when not given. */
  modules?: ModuleLoading;
  /** A directory for what the runner writes while it starts, removed afterwards; the system's when not given. */
  scratchDir?: string;
}

export interface RunOptions {
  context: SmokeContext;
  /** Only smokes whose name holds this, whatever the case. */
  only?: string;
  /** End the run at the first smoke that fails. */
  failFast: boolean;
  /** Ends the run: its commands, its sandboxes, and then `run` resolves with what is known. */
  signal: AbortSignal;
  emit: Emit;
  /** Whether a smoke of this name decides the verdict. */
  requiredOf: (name: string) => boolean;
}

export interface PreparedSmokes {
  /**
   * Runs the smokes, once. Empty only when `only` names none; whatever is wrong beside the smokes is a failed result.
   * @throws Error when there are no smokes at all
   */
  run(options: RunOptions): Promise<SmokeResult[]>;
  close(): Promise<void>;
}

/** Starts the runner without running anything: what that takes can pass while the package is packed and installed. */
export async function prepareSmokes({ folder, modules, scratchDir }: PrepareOptions): Promise<PreparedSmokes> {
  const dir = join(packageRoot, 'smoke', folder);
  const files = smokeFiles(dir);
  if (files.length === 0) throw new Error(`${dir} holds no file *.smoke.ts`);
  const reporter = new SmokeReporter();
  const vitest = await startVitest({ reporter, modules, scratchDir });

  return {
    async run({ context, only, failFast, signal, emit, requiredOf }) {
      const wanted = (name: string): boolean => only === undefined || name.toLowerCase().includes(only.toLowerCase());
      reporter.follow({ suite: context.suite, files, requiredOf, emit, wanted, failFast, signal });
      vitest.provide('shakedown', context);
      vitest.provide('shakedownSmokes', dir);
      if (failFast) vitest.config.bail = 1;
      const all = vitest.getRootProject().createSpecification(join(packageRoot, 'smoke', 'all-smokes.ts'), {
        ...(only === undefined ? {} : { testNamePattern: new RegExp(literally(only), 'i') }),
      });
      const interrupt = (): void => {
        void vitest.cancelCurrentRun('keyboard-input');
      };
      const exitCode = process.exitCode;
      try {
        if (signal.aborted) return [];
        const running = vitest.runTestSpecifications([all], true);
        signal.addEventListener('abort', interrupt, { once: true });
        await running;
      } finally {
        signal.removeEventListener('abort', interrupt);
        process.exitCode = exitCode;
      }
      return reporter.results;
    },
    async close() {
      const exitCode = process.exitCode;
      await vitest.close();
      process.exitCode = exitCode;
    },
  };
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
