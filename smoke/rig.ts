import { join } from 'node:path';
import type { SmokeContext, SmokeRecord } from '../schemas/types.ts';
import { commandLine } from './process/command-line.ts';
import { type CommandResult, describeEnd } from './process/command-result.ts';
import { run } from './process/run.ts';
import type { Census, Survivor } from './process/survivors.ts';
import { CommandOutputs } from './record/command-outputs.ts';
import { makeEvidenceDir } from './record/evidence-dir.ts';
import { SmokeRecorder } from './record/smoke-recorder.ts';
import { removeTree } from './sandbox/remove-tree.ts';
import { createSandbox, type Sandbox } from './sandbox/sandbox.ts';
import { SandboxProcesses } from './sandbox-processes.ts';

export interface CommandOptions {
  /** Over the sandbox's environment; undefined takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>;
  /** The sandbox's working directory when not given. */
  cwd?: string;
  /** 30 000 when not given. */
  timeoutMs?: number;
}

export interface CliOptions extends CommandOptions {
  /** Another directory with an installed package; the project under test when not given. */
  projectDir?: string;
}

export interface RigOptions {
  context: SmokeContext;
  /** The command that the package installs. */
  bin: string;
  /** Unique name of the smoke, for people. */
  name: string;
  /** Aborted when the smoke times out or the run is cancelled: ends its commands. */
  signal: AbortSignal;
  /** How many assertions the smoke has made so far. */
  assertions: () => number;
  /** The host's RUNNER_TRACKING_ID, so that a CI runner cleans up what we could not. */
  trackingId?: string | undefined;
}

const commandTimeoutMs = 30_000;
const killGraceMs = 500;

/** Everything one smoke has: its sandbox, its commands and their evidence. One owner, so that it is closed as one. */
export class Rig {
  readonly sandbox: Sandbox;
  readonly recorder = new SmokeRecorder();
  readonly #options: RigOptions;
  readonly #evidenceDir: string;
  readonly #outputs: CommandOutputs;
  readonly #processes: SandboxProcesses;
  readonly #running = new Set<Promise<CommandResult>>();
  #commands = 0;

  private constructor(options: RigOptions, sandbox: Sandbox, evidenceDir: string) {
    this.#options = options;
    this.sandbox = sandbox;
    this.#evidenceDir = evidenceDir;
    this.#processes = new SandboxProcesses(sandbox);
    this.#outputs = new CommandOutputs(options.assertions);
  }

  static async open(options: RigOptions): Promise<Rig> {
    const { context, name, trackingId } = options;
    const [sandbox, evidenceDir] = await Promise.all([
      createSandbox({
        parent: context.sandboxesDir,
        name,
        mark: context.mark,
        tools: context.tools,
        network: context.network,
        ...(trackingId === undefined ? {} : { trackingId }),
      }),
      makeEvidenceDir(context.evidenceDir, name),
    ]);
    return new Rig(options, sandbox, evidenceDir);
  }

  /** Runs the installed command in the sandbox. */
  readonly cli = (args: readonly string[], options: CliOptions = {}): Promise<CommandResult> => {
    const projectDir = options.projectDir ?? this.#options.context.project.dir;
    return this.command([join(projectDir, 'node_modules', '.bin', this.#options.bin), ...args], options);
  };

  /**
   * Runs a program in the sandbox; its streams go to files of the evidence as they come.
   * @throws the reason of the smoke's signal when that is aborted
   */
  readonly command = async (
    argv: readonly [string, ...string[]],
    options: CommandOptions = {},
  ): Promise<CommandResult> => {
    this.#commands += 1;
    const stem = join(this.#evidenceDir, String(this.#commands).padStart(2, '0'));
    const files = { stdout: `${stem}.stdout`, stderr: `${stem}.stderr` };
    const facts = {
      argv,
      cwd: options.cwd ?? this.sandbox.work,
      env: this.sandbox.envWith(options.env ?? {}),
    };
    const running = this.#follow(facts, files, options.timeoutMs ?? commandTimeoutMs);
    this.#running.add(running);
    try {
      return this.#outputs.watch(await running);
    } finally {
      this.#running.delete(running);
    }
  };

  /** Who runs in the sandbox now. */
  census(): Census {
    return this.#processes.census();
  }

  /**
   * Ends the smoke: waits for its commands, looks for survivors and ends them, keeps or removes the sandbox.
   * @param outcome what is known of the smoke so far
   * @returns the record, and what is wrong with a smoke that had passed up to here
   */
  async close(outcome: 'passed' | 'failed' | 'skipped'): Promise<{ record: SmokeRecord; problems: string[] }> {
    await Promise.allSettled(this.#running);
    // The sandbox does not dispose of itself: whether it is evidence is known only when the survivors are.
    const { survivors, left } = await this.#processes.end();
    this.recorder.survivors(survivors);
    const problems = left.map(({ pid, command }) => `process ${pid} could not be ended: ${command}`);
    if (outcome === 'passed') {
      problems.push(...survivors.map(survivorProblem), ...this.#outputs.unchecked().map(uncheckedProblem));
    }
    if (this.#options.context.keep || outcome === 'failed' || problems.length > 0) {
      this.recorder.sandboxKept(this.sandbox.dir);
    } else {
      problems.push(...(await this.#remove()));
    }
    return { record: this.recorder.record(), problems };
  }

  async #remove(): Promise<string[]> {
    const { dir } = this.sandbox;
    try {
      await removeTree(dir, this.#options.context.sandboxesDir);
      return [];
    } catch (error) {
      this.recorder.sandboxKept(dir);
      return [`the sandbox could not be removed: ${error instanceof Error ? error.message : String(error)}`];
    }
  }

  /** Runs a command and records it, also when it is ended because the smoke is. */
  async #follow(
    facts: Pick<CommandResult, 'argv' | 'cwd' | 'env'>,
    files: { stdout: string; stderr: string },
    timeoutMs: number,
  ): Promise<CommandResult> {
    const { signal } = this.#options;
    const { env: base, enter } = this.sandbox;
    const line = commandLine(facts, { base, enter });
    const bytes = { stdout: 0, stderr: 0 };
    const startedAt = performance.now();
    try {
      const result = await run(facts.argv, {
        cwd: facts.cwd,
        env: facts.env,
        timeoutMs,
        graceMs: killGraceMs,
        signal,
        tee: files,
        onOutput: (stream, chunk) => {
          bytes[stream] += chunk.length;
        },
      });
      this.recorder.command(line, result, describeEnd(result), files);
      return result;
    } catch (error) {
      const known = { ...facts, durationMs: performance.now() - startedAt, heldOpen: false };
      const ended = signal.aborted ? 'ended with its smoke' : `broke off: ${String(error)}`;
      this.recorder.command(line, { ...known, stdoutBytes: bytes.stdout, stderrBytes: bytes.stderr }, ended, files);
      throw error;
    }
  }
}

function survivorProblem({ pid, command }: Survivor): string {
  return `process ${pid} was still running at the end of the smoke, and was killed: ${command}`;
}

function uncheckedProblem(result: CommandResult): string {
  const [program, ...args] = result.argv;
  const name = program.slice(program.lastIndexOf('/') + 1);
  return `command \`${[name, ...args].join(' ')}\` ran and nothing about its output was checked`;
}
