/** Runs the smokes of a contract through Vitest, in our own process, and tells what becomes of each. */
import { join } from 'node:path';
import type { TestSpecification, Vitest } from 'vitest/node';
import type { ContractSuite, SmokeContext, SmokeResult } from '../../schemas/types.ts';
import { type SmokeFile, smokeFiles } from '../../smoke/smoke-files.ts';
import type { SmokeName } from '../policy/suites.ts';
import type { Emit } from '../run/event-body.ts';
import { packageRoot } from '../version.ts';
import { Rounds } from './rounds.ts';
import { SmokeReporter } from './smoke-reporter.ts';
import { nameOf, suiteOf } from './smoke-result.ts';
import { type ModuleLoading, startVitest } from './start-vitest.ts';

export interface PrepareOptions {
  /** Name of the contract that the smokes hold the package to. */
  contract: string;
  /** How TypeScript is loaded; chosen by what this process can when not given. */
  modules?: ModuleLoading;
  /** A directory for what the runner writes while it starts, removed afterwards; the system's when not given. */
  scratchDir?: string;
}

/** Where smokes are: a suite's name and its folder below smoke/. */
export type SmokeSuite = Pick<ContractSuite, 'name' | 'folder'>;

export interface RunOptions {
  context: SmokeContext;
  /** The cell that they are run in: every result says it. */
  cell?: string;
  /** Whose smokes are run. */
  suites: readonly SmokeSuite[];
  /** Only smokes whose name holds this, or one of these, whatever the case. */
  only?: string | readonly string[];
  /** Only smokes with these names; all when not given. */
  names?: ReadonlySet<string>;
  /** End the run at the first required smoke that fails. */
  failFast: boolean;
  /**
   * Run the smokes so many times on the one installed package, one round after another, each in a worker of its own with
   * new sandboxes. The results are then what the rounds came to.
   */
  repeat?: number | undefined;
  /** Ends the run: its commands, its sandboxes, and then `run` resolves with what is known. */
  signal: AbortSignal;
  emit: Emit;
  /** Whether this smoke decides the verdict. */
  requiredOf: (smoke: SmokeName) => boolean;
}

export interface PreparedSmokes {
  /**
   * Runs the smokes; again, for another cell, when it has ended. Empty only when `only` names none; whatever is wrong beside
   * the smokes is a failed result.
   * @throws Error when a suite has no smokes at all
   */
  run(options: RunOptions): Promise<SmokeResult[]>;
  close(): Promise<void>;
}

/** Starts the runner without running anything: what that takes can pass while the package is packed and installed. */
export async function prepareSmokes({ contract, modules, scratchDir }: PrepareOptions): Promise<PreparedSmokes> {
  const reporter = new SmokeReporter();
  const vitest = await startVitest({ reporter, modules, scratchDir });
  vitest.provide('shakedownContract', contract);
  return {
    async run({ context, cell, suites, only, names, failFast, repeat, signal, emit, requiredOf }) {
      const files = smokeFiles(suites);
      const pattern = only === undefined ? undefined : new RegExp([only].flat().map(literally).join('|'), 'i');
      const isNamed = (name: string): boolean =>
        names === undefined || names.has(name) || name.endsWith(` > ${loadingTitle}`);
      const wanted = (name: string): boolean => (pattern === undefined || pattern.test(name)) && isNamed(name);
      const cancel = (reason: 'keyboard-input' | 'test-failure'): void => {
        void vitest.cancelCurrentRun(reason);
      };
      const onFailure = failFast ? () => cancel('test-failure') : undefined;
      const interrupt = (): void => cancel('keyboard-input');
      const rounds = repeat === undefined ? undefined : new Rounds(repeat, context, emit);
      reporter.follow({ cell, files, requiredOf, emit, wanted, onFailure, signal, onLate: interrupt, rounds });
      const specifications = fileOf(vitest, files, names ? exactly(names) : pattern);
      const runOnce = async (told: SmokeContext): Promise<void> => {
        vitest.provide('shakedown', told);
        reporter.begin();
        const running = withOurExitCode(() => vitest.runTestSpecifications(specifications, true));
        signal.addEventListener('abort', interrupt, { once: true });
        await running.finally(() => signal.removeEventListener('abort', interrupt));
      };
      const isCutShort = (): boolean => signal.aborted || (failFast && reporter.hasFailed);
      if (rounds === undefined && !signal.aborted) await runOnce(context);
      while (rounds && !rounds.areOver && !isCutShort()) {
        await runOnce(await rounds.begin());
        if (!isCutShort()) await rounds.finish();
      }
      return [...reporter.results];
    },
    close: () => withOurExitCode(() => vitest.close()),
  };
}

/**
 * The smokes of these suites. None is run, but their files are loaded, which takes half a second.
 * @throws Error when a file cannot be loaded
 */
export async function listSmokes(contract: string, suites: readonly SmokeSuite[]): Promise<SmokeName[]> {
  const files = smokeFiles(suites);
  const vitest = await startVitest({ reporter: {} });
  try {
    vitest.provide('shakedownContract', contract);
    const { testModules, unhandledErrors } = await withOurExitCode(() => vitest.collectTests(fileOf(vitest, files)));
    const errors = [...unhandledErrors, ...testModules.flatMap((module) => module.errors())];
    if (errors.length > 0) throw new AggregateError(errors, 'the smokes cannot be loaded');
    return testModules.flatMap((module) =>
      [...module.children.allTests()].map((test) => ({ name: nameOf(test), suite: suiteOf(test, files) })),
    );
  } finally {
    await withOurExitCode(() => vitest.close());
  }
}

/** The one file that loads all of these. */
function fileOf(vitest: Vitest, files: SmokeFile[], testNamePattern?: RegExp): TestSpecification[] {
  vitest.provide('shakedownSmokes', files);
  const file = join(packageRoot, 'smoke', 'all-smokes.ts');
  return [vitest.getRootProject().createSpecification(file, testNamePattern ? { testNamePattern } : {})];
}

/** Vitest sets the exit code of this process, which is not its to decide. */
async function withOurExitCode<T>(work: () => Promise<T>): Promise<T> {
  const exitCode = process.exitCode;
  try {
    return await work();
  } finally {
    process.exitCode = exitCode;
  }
}

/** Smokes with these names, and what stands for a file that cannot be loaded: see smoke/all-smokes.ts. */
function exactly(names: ReadonlySet<string>): RegExp {
  return new RegExp(`^(?:${[...names].map(literally).join('|')}|.* > ${loadingTitle})$`);
}

const loadingTitle = 'its file can be loaded';

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
