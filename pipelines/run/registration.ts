/** The central registry of this user's runs: one pointer record a run, written once. */

import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Finding, RunPointer } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { finding } from '../findings/finding.ts';
import { replaceFileSync } from './atomic-file.ts';
import { pointerName, pointersDir } from './places.ts';
import { makeWhole } from './whole-directory.ts';

/** `$XDG_STATE_HOME`, else `~/.local/state`; a relative value is ignored, as the XDG specification asks. */
export function stateHomeOf(env: NodeJS.ProcessEnv): string {
  const named = env.XDG_STATE_HOME;
  return named && isAbsolute(named) ? named : join(env.HOME || homedir(), '.local', 'state');
}

/** Registers a run. A failure is told to `warn` and is no reason for the run to fail. */
export function registerRun(stateHome: string, pointer: RunPointer, warn: (finding: Finding) => void): void {
  const dir = join(pointersDir(stateHome), pointerName(pointer.project, pointer.suite, pointer.runId));
  const text = `${JSON.stringify(parseAs('run-pointer', pointer, 'meta.json'), null, 2)}\n`;
  try {
    mkdirSync(pointersDir(stateHome), { recursive: true });
    makeWhole(dir, (making) => replaceFileSync(join(making, 'meta.json'), text));
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    warn(finding('run-not-registered', { path: dir, code }));
  }
}
