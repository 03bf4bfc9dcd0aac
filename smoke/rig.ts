import { join } from 'node:path';
import type { SmokeContext, SmokeRecord } from '../schemas/types.ts';
import { commandLine } from './process/command-line.ts';
import { type CommandResult, describeEnd } from './process/command-result.ts';
import type { OddReader } from './process/odd-reader.ts';
import { type RunningCommand, spawnCommand } from './process/run.ts';
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
  /** Who reads stdout, instead of us as it comes. */
  reader?: OddReader;
  /** A program with its arguments that runs the command given to it behind them, for example in a namespace. */
  via?: readonly string[];
}

export interface CliOptions extends CommandOptions {
  /** Another directory with an installed package; the project under test when not given. */
  projectDir?: string;
}

/** A command that the smoke does not wait for. One that still runs when the smoke ends is killed and is no survivor. */
export interface BackgroundCommand {
  readonly pid: number;
  /** Sends to the command's process group; false when there was nobody left to receive it. */
  kill(signal: NodeJS.Signals): boolean;
  /** Waits for its end. Only who has asked for that has to check something about its output. Twice is once. */
  end(): Promise<CommandResult>;
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
  readonly #background = new Map<number, BackgroundCommand>();
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
  readonly cli = (args: readonly string[], options: CliOptions = {}): Promise<CommandResult> =>
    this.command(this.#cliWords(args, options), options);

  /**
   * Runs a program in the sandbox; its streams go to files of the evidence as they come.
   * @throws the reason of the smoke's signal when that is aborted
   */
  readonly command = async (
    argv: readonly [string, ...string[]],
    options: CommandOptions = {},
  ): Promise<CommandResult> => this.#outputs.watch(await this.#start(argv, options).result);

  /** Starts the installed command in the sandbox and goes on. */
  readonly cliInBackground = (args: readonly string[], options: CliOptions = {}): BackgroundCommand =>
    this.inBackground(this.#cliWords(args, options), { timeoutMs: commandTimeoutMs, ...options });

  /**
   * Starts a program in the sandbox and goes on; it may run as long as the smoke does.
   * @throws Error when it cannot be started
   */
  readonly inBackground = (argv: readonly [string, ...string[]], options: CommandOptions = {}): BackgroundCommand => {
    const { pid, kill, result } = this.#start(argv, { timeoutMs: Infinity, ...options });
    if (pid === undefined) throw new Error(`${argv[0]} cannot be started`);
    let ended: Promise<CommandResult> | undefined;
    const end = (): Promise<CommandResult> => {
      ended ??= result.then((each) => this.#outputs.watch(each));
      return ended;
    };
    const command = { pid, kill, end };
    const forget = (): void => {
      this.#background.delete(pid);
    };
    this.#background.set(pid, command);
    result.then(forget, forget);
    return command;
  };

  /** Who runs in the sandbox now, the commands in the background apart; what those have started is told. */
  census(): Census {
    const { survivors, ...census } = this.#processes.census();
    return { ...census, survivors: survivors.filter(({ pid }) => !this.#background.has(pid)) };
  }

  /**
   * Ends the smoke: waits for its commands, kills those in the background, looks for survivors and ends them, keeps or removes the sandbox.
   * @param outcome what is known of the smoke so far
   * @returns the record, and what is wrong with a smoke that had passed up to here
   */
  async close(outcome: 'passed' | 'failed' | 'skipped'): Promise<{ record: SmokeRecord; problems: string[] }> {
    for (const command of this.#background.values()) command.kill('SIGKILL');
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

  #cliWords(args: readonly string[], { projectDir }: CliOptions): readonly [string, ...string[]] {
    const { context, bin } = this.#options;
    return [join(projectDir ?? context.project.dir, 'node_modules', '.bin', bin), ...args];
  }

  /** Starts a command, and records it when it has ended, also when it is ended because the smoke is. */
  #start(argv: readonly [string, ...string[]], options: CommandOptions): RunningCommand {
    const { signal } = this.#options;
    const { env: base, enter, dir, work, envWith } = this.sandbox;
    this.#commands += 1;
    const stem = join(this.#evidenceDir, String(this.#commands).padStart(2, '0'));
    const files = { stdout: `${stem}.stdout`, stderr: `${stem}.stderr` };
    const [first = argv[0], ...others] = [...(options.via ?? []), ...argv];
    const facts = { argv: [first, ...others] as const, cwd: options.cwd ?? work, env: envWith(options.env ?? {}) };
    const line = commandLine(facts, { base, enter });
    const bytes = { stdout: 0, stderr: 0 };
    const startedAt = performance.now();
    const running = spawnCommand(facts.argv, {
      cwd: facts.cwd,
      env: facts.env,
      timeoutMs: options.timeoutMs ?? commandTimeoutMs,
      graceMs: killGraceMs,
      signal,
      tee: files,
      ...(options.reader ? { reader: { kind: options.reader, dir } } : {}),
      onOutput: (stream, chunk) => {
        bytes[stream] += chunk.length;
      },
    });
    const record = async (): Promise<CommandResult> => {
      try {
        const result = await running.result;
        this.recorder.command(line, result, describeEnd(result), files);
        return result;
      } catch (error) {
        const known = { ...facts, durationMs: performance.now() - startedAt, heldOpen: false };
        const ended = signal.aborted ? 'ended with its smoke' : `broke off: ${String(error)}`;
        this.recorder.command(line, { ...known, stdoutBytes: bytes.stdout, stderrBytes: bytes.stderr }, ended, files);
        throw error;
      }
    };
    const result = record();
    const forget = (): void => {
      this.#running.delete(result);
    };
    this.#running.add(result);
    result.then(forget, forget);
    return { ...running, result };
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
