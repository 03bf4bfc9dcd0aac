import type { Tool } from '../../schemas/types.ts';
import { findExecutable } from '../process/executable.ts';
import type { Probe } from './probe.ts';
import type { Search } from './tools.ts';

export interface FoundPython extends Tool {
  /** Whether its standard library can make virtual environments; some distributions pack that apart. */
  readonly hasVenv: boolean;
}

/** -I and -S keep everything of the user's out of it. */
const question = [
  'import importlib.util, os, sys',
  'print("%d.%d.%d" % sys.version_info[:3])',
  'print(importlib.util.find_spec("venv") is not None)',
  'print(os.path.realpath(sys.executable) if sys.executable else "")',
].join('\n');

/** Finds the interpreter behind `python3` on PATH, which may be a shim or of a virtual environment, by asking it. */
export async function findPython(path: string, ask: Probe): Promise<Search<FoundPython>> {
  const onPath = findExecutable('python3', path, '/');
  if (!('path' in onPath)) return { missing: 'no python3 on PATH' };
  const answer = await ask([onPath.path, '-I', '-S', '-c', question]);
  if ('missing' in answer) return answer;
  const [version, venv, executable] = answer.found.split('\n');
  if (!version || !executable) {
    return { missing: `${onPath.path} did not say where its interpreter is: ${answer.found.slice(0, 120)}` };
  }
  return { found: { path: executable, version, hasVenv: venv === 'True' } };
}
