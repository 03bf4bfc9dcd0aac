/** What the commands about runs have of the process, and how they say their result. */
import type { SchemaTypes } from '../../schemas/types.ts';
import { parseAs, type SchemaName } from '../../smoke/schema/validate.ts';
import { createDiagnostics, type Diagnostics } from '../report/diagnostics.ts';
import { type ResultStream, writeResult } from '../report/stdout.ts';
import { type Line, renderLine } from '../report/terminal/line.ts';
import { type OutputStream, traitsOf } from '../report/terminal/traits.ts';

export interface CommandIo {
  readonly stdout: ResultStream & OutputStream;
  readonly stderr: ResultStream & OutputStream;
  readonly env: NodeJS.ProcessEnv;
  /** absolute */
  readonly cwd: string;
  readonly now: () => Date;
  /** ends what waits, `logs --follow` */
  readonly signal?: AbortSignal;
}

/** The result as one JSON document. @throws SchemaError when it is not as its schema says */
export async function sayDocument<N extends SchemaName>(
  io: CommandIo,
  name: N,
  document: SchemaTypes[N],
): Promise<void> {
  await writeResult(`${JSON.stringify(parseAs(name, document, `the result (${name})`), null, 2)}\n`, io.stdout);
}

/** The result for people. @returns whether somebody read it */
export async function sayLines(io: CommandIo, lines: readonly Line[]): Promise<'written' | 'reader gone'> {
  const { color } = traitsOf(io.stdout, io.env);
  return writeResult(lines.map((line) => `${renderLine(line, { color })}\n`).join(''), io.stdout);
}

/** Where a command tells what is no part of its result. */
export function diagnosticsOf(io: CommandIo): Diagnostics {
  return createDiagnostics({ stderr: io.stderr, quiet: false, color: traitsOf(io.stderr, io.env).color });
}
