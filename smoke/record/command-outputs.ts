/**
 * A smoke that runs a command and checks nothing about its output proves nothing. So what a smoke gets of a command
 * notes when its output is read, and at the end of the smoke an assertion must have come after the reading.
 */
import type { CommandResult } from '../process/command-result.ts';

interface Note {
  /** How many assertions the smoke had made when the output was first read. */
  readAfter?: number;
  /** A matcher that was given the whole result has looked at its output. */
  matched: boolean;
}

const notes = new WeakMap<CommandResult, Note>();

/** The commands of one smoke, and whether their outputs were checked. */
export class CommandOutputs {
  readonly #watched: CommandResult[] = [];
  readonly #assertions: () => number;

  /** @param assertions how many assertions the smoke has made so far */
  constructor(assertions: () => number) {
    this.#assertions = assertions;
  }

  /** The same result, whose `stdout` and `stderr` note that they are read. */
  watch(result: CommandResult): CommandResult {
    const note: Note = { matched: false };
    const read = (text: string) => (): string => {
      note.readAfter ??= this.#assertions();
      return text;
    };
    const watched = Object.defineProperties(
      { ...result },
      {
        stdout: { enumerable: true, get: read(result.stdout) },
        stderr: { enumerable: true, get: read(result.stderr) },
      },
    );
    notes.set(watched, note);
    this.#watched.push(watched);
    return watched;
  }

  /** Commands of which nobody read the output, or made no assertion after reading it. */
  unchecked(): CommandResult[] {
    const total = this.#assertions();
    return this.#watched.filter((result) => {
      const { readAfter, matched } = notes.get(result) ?? { matched: false };
      return !matched && !(readAfter !== undefined && total > readAfter);
    });
  }
}

/** For matchers: this command's output has been checked. */
export function noteMatched(result: CommandResult): void {
  const note = notes.get(result);
  if (note) note.matched = true;
}
