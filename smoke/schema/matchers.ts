/** Matchers of the smokes: outputs against the contract's schemas, and how commands end. */
import type { MatchersObject } from 'vitest';
import type { Contract, SchemaDifference } from '../../schemas/types.ts';
import { shellWord } from '../process/command-line.ts';
import { type CommandResult, describeEnd } from '../process/command-result.ts';
import { noteMatched } from '../record/command-outputs.ts';
import { check, describeProblem, isSchemaName } from './validate.ts';

declare module 'vitest' {
  // The type parameters must be those of Vitest's own declaration.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** The value is as the contract's schema of this name says; the error shows every difference. */
    toMatchContract(name: string): R;
    /** The command exited with 0 and wrote nothing on stderr. */
    toSucceed(): R;
    /** The command exited with 1, wrote nothing on stdout, and exactly this one line on stderr. */
    toRefuse(expected: { stderr: string }): R;
    /** The command was ended by this signal; what it had said until then does not matter. */
    toBeKilledBy(signal: NodeJS.Signals): R;
    /** The command exited by itself with this code; says nothing of its output. */
    toExit(code: number): R;
  }
}

const shownProblems = 10;
const shownCharacters = 2000;
/** A larger output is not kept with its differences: it is in the evidence. */
const keptCharacters = 100_000;

type Verdict = { pass: boolean; message: () => string; meta?: { difference: SchemaDifference } };

/** The matchers for smokes that hold a package to `contract`: `expect.extend(matchersFor(contract))`. */
export function matchersFor(contract: Contract): MatchersObject {
  return {
    toMatchContract: (value: unknown, name: string) => contractVerdict(contract, name, value),
    toSucceed: (result: CommandResult) => {
      noteMatched(result);
      return commandVerdict(result, [...endProblems(result, 0), ...streamProblems('stderr', '', result.stderr)]);
    },
    toRefuse: (result: CommandResult, expected: { stderr: string }) => {
      noteMatched(result);
      return commandVerdict(result, [
        ...endProblems(result, 1),
        ...streamProblems('stdout', '', result.stdout),
        ...streamProblems('stderr', `${expected.stderr}\n`, result.stderr),
      ]);
    },
    toBeKilledBy: (result: CommandResult, signal: NodeJS.Signals) => {
      noteMatched(result);
      const isSo = result.kind === 'signaled' && result.signal === signal;
      return commandVerdict(result, isSo ? [] : [`expected killed by ${signal}, found ${describeEnd(result)}`]);
    },
    toExit: (result: CommandResult, code: number) => commandVerdict(result, endProblems(result, code)),
  };
}

function contractVerdict(contract: Contract, name: string, value: unknown): Verdict {
  const schema = contract.schemas[name];
  if (schema === undefined || !isSchemaName(schema)) {
    const known = Object.keys(contract.schemas).join(', ');
    throw new Error(`contract ${contract.name}: expected the name of one of its outputs (${known}), found ${name}`);
  }
  const checked = check(schema, value);
  if (checked.ok) return verdict([]);
  const [first = '', ...others] = checked.problems.slice(0, shownProblems).map(describeProblem);
  const more = checked.problems.length - shownProblems;
  const text = JSON.stringify(value, undefined, 2) ?? String(value);
  const problems = [
    // Where there is room for a line, this one is shown: it has the cause.
    `${name} of ${contract.name} is not matched: ${first}`,
    ...others.map((problem) => `  ${problem}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    `schema: schemas/${schema}.schema.json`,
    `found: ${cut(text)}`,
  ];
  if (text.length > keptCharacters) return verdict(problems);
  return { ...verdict(problems), meta: { difference: { schema, value: text, problems: checked.problems } } };
}

function endProblems(result: CommandResult, code: number): string[] {
  if (result.kind === 'exited' && result.code === code) return [];
  return [`expected exit ${code}, found ${describeEnd(result)}`];
}

function streamProblems(stream: string, expected: string, found: string): string[] {
  if (found === expected) return [];
  return [`expected ${expected === '' ? 'nothing' : JSON.stringify(expected)} on ${stream}, found ${quoted(found)}`];
}

/** What the reader at midnight needs of a command: what was run, how it ended, both streams (the report has the line to paste). */
function commandVerdict(result: CommandResult, problems: string[]): Verdict {
  if (problems.length === 0) return verdict([]);
  return verdict([
    ...problems,
    `command: ${result.argv.map(shellWord).join(' ')}`,
    `ended: ${describeEnd(result)} after ${Math.round(result.durationMs)} ms`,
    `stdout: ${cut(result.stdout) || '(empty)'}`,
    `stderr: ${cut(result.stderr) || '(empty)'}`,
  ]);
}

function verdict(problems: string[]): Verdict {
  return {
    pass: problems.length === 0,
    message: () => (problems.length === 0 ? 'expected the opposite' : problems.join('\n')),
  };
}

const quoted = (text: string): string => (text === '' ? 'nothing' : JSON.stringify(cut(text)));

function cut(text: string): string {
  if (text.length <= shownCharacters) return text;
  return `${text.slice(0, shownCharacters)}... (${text.length - shownCharacters} characters more in the evidence)`;
}
