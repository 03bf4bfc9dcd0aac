import { cp, mkdir, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { errorCode } from '../../smoke/process/error-code.ts';
import type { Part } from './read-part.ts';

const smokeLogs = join('logs', 'smokes');

/**
 * Copies what the machines have left into the directory of the merged run: the artifact once, what the smokes said
 * together, everything else of each machine apart, below `machines/`.
 */
export async function copyEvidence(parts: readonly Part[], runDir: string): Promise<void> {
  const source = parts.find(({ report }) => report.artifact);
  if (source) await copy(join(source.dir, 'artifact'), join(runDir, 'artifact'));
  for (const [at, { dir, report }] of parts.entries()) {
    await copy(join(dir, smokeLogs), join(runDir, smokeLogs));
    const machine = join(runDir, 'machines', `${at + 1}-${report.runId}`);
    await mkdir(machine, { recursive: true });
    for (const name of await readdir(dir)) {
      if (name === 'artifact' || name === 'report.html') continue;
      await copy(join(dir, name), join(machine, name), (path) => {
        const below = relative(dir, path);
        return below !== smokeLogs && !below.startsWith(smokeLogs + sep);
      });
    }
  }
}

async function copy(from: string, to: string, filter: (path: string) => boolean = () => true): Promise<void> {
  try {
    await cp(from, to, { recursive: true, force: true, filter });
  } catch (error) {
    // A machine that was stopped early has not left everything.
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
