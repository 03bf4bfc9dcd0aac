import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ContractSuite } from '../schemas/types.ts';

export interface SmokeFile {
  suite: string;
  /** First part of the names of its smokes. */
  stem: string;
  /** Absolute. */
  path: string;
}

/**
 * The smoke files of these suites, each suite's sorted by name.
 * @throws Error that names the folder of a suite without any
 */
export function smokeFiles(suites: readonly Pick<ContractSuite, 'name' | 'folder'>[]): SmokeFile[] {
  return suites.flatMap(({ name, folder }) => {
    const dir = join(import.meta.dirname, folder);
    const names = globSync('*.smoke.ts', { cwd: dir }).toSorted();
    if (names.length === 0) throw new Error(`${dir} holds no file *.smoke.ts`);
    return names.map((file) => ({ suite: name, stem: basename(file, '.smoke.ts'), path: join(dir, file) }));
  });
}
