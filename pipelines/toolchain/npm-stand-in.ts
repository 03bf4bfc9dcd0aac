/** For tests: an npm that answers `view` with what was recorded, or with what the test says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandEnd } from '../../smoke/process/command-result.ts';
import { madeResult } from '../../smoke/process/made-result.ts';
import type { NpmCommand } from '../npm/npm.ts';

interface Answer {
  stdout?: string;
  stderr?: string;
  end?: CommandEnd;
}

/** What npm 12 really printed. */
export const recorded = (what: string): string =>
  readFileSync(join(import.meta.dirname, '..', 'npm', 'samples', `${what}-12.txt`), 'utf8');

/** One version as `npm view --json` has it. */
export function viewOf(name: string, version: string, fields: Record<string, unknown> = {}) {
  return {
    name,
    version,
    'dist.integrity': `sha512-${Buffer.from(`${name}@${version}`.padEnd(64, '.')).toString('base64')}`,
    ...fields,
  };
}

/** @param answers what is asked for -> the answer; anything else is a version that there is not */
export function npmAnswering(answers: Record<string, Answer | object | object[]>): NpmCommand & { asked: string[] } {
  const asked: string[] = [];
  const npm: NpmCommand = async (args, { cwd, env }) => {
    const wanted = args[1] ?? '';
    asked.push(wanted);
    const answer = answers[wanted] ?? { stdout: recorded('view-no-version'), end: { kind: 'exited', code: 1 } };
    const isAnswer = (value: object): value is Answer => 'stdout' in value || 'end' in value;
    const {
      stdout = '',
      stderr = '',
      end = { kind: 'exited', code: 0 } as const,
    } = isAnswer(answer) ? answer : { stdout: JSON.stringify(answer) };
    return madeResult(end, { argv: ['npm', ...args], cwd, env, stdout, stderr });
  };
  return Object.assign(npm, { asked });
}
