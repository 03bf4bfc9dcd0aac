import type { CommandRecord, SmokeRecord } from '../../schemas/types.ts';
import type { CommandResult } from '../process/command-result.ts';
import type { Survivor } from '../process/survivors.ts';

type RecordedFacts = Pick<CommandResult, 'cwd' | 'durationMs' | 'stdoutBytes' | 'stderrBytes' | 'heldOpen'>;

/** Collects what one smoke does, for the report. */
export class SmokeRecorder {
  readonly #steps: SmokeRecord['steps'] = [];
  readonly #commands: CommandRecord[] = [];
  readonly #survivors = new Map<string, SmokeRecord['survivors'][number]>();
  #sandboxDir: string | undefined;

  /** Runs a part of a smoke under a title that the report shows with its time. */
  readonly step = async <T>(title: string, run: () => T | Promise<T>): Promise<T> => {
    const started = performance.now();
    const note = (outcome: 'passed' | 'failed'): void => {
      this.#steps.push({ title, outcome, durationMs: performance.now() - started });
    };
    try {
      const value = await run();
      note('passed');
      return value;
    } catch (error) {
      note('failed');
      throw error;
    }
  };

  /**
   * @param line the command as it could be pasted
   * @param ended how it ended, in words
   * @param files where the command's streams were written
   */
  command(line: string, result: RecordedFacts, ended: string, files: { stdout: string; stderr: string }): void {
    this.#commands.push({
      line,
      cwd: result.cwd,
      ended,
      durationMs: result.durationMs,
      stdoutFile: files.stdout,
      stderrFile: files.stderr,
      stdoutBytes: result.stdoutBytes,
      stderrBytes: result.stderrBytes,
      heldOpen: result.heldOpen,
    });
  }

  /** A process that was found twice is one survivor. */
  survivors(found: readonly Survivor[]): void {
    for (const { pid, startTime, command } of found) {
      this.#survivors.set(`${pid} ${startTime}`, { pid, startTime, command });
    }
  }

  sandboxKept(dir: string): void {
    this.#sandboxDir = dir;
  }

  record(): SmokeRecord {
    return {
      ...(this.#sandboxDir === undefined ? {} : { sandboxDir: this.#sandboxDir }),
      steps: this.#steps,
      commands: this.#commands,
      survivors: [...this.#survivors.values()],
    };
  }
}
