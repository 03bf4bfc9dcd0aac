/** Makes packed packages for tests: a package.json and files, as the inspection reads them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../../schemas/types.ts';
import { type InspectOptions, inspectPackage } from './inspect/inspect.ts';
import { readPackage } from './inspect/read-package.ts';
import type { PackedPackage } from './inspect/rule.ts';
import { tgz } from './tarball-maker.ts';

export interface MadePackage {
  /** fields of its package.json besides name and version */
  json?: Readonly<Record<string, unknown>>;
  /** path inside the package -> content, or content and mode */
  files?: Readonly<Record<string, string | Buffer | { content: string; mode: number }>>;
}

export interface PackageMaker extends AsyncDisposable {
  /** packs one; its name is x and its version 1.0.0 when `json` has none */
  make: (made: MadePackage) => Promise<PackedPackage>;
  /** the findings of `options.rules` about it */
  inspect: (made: MadePackage, options: Omit<InspectOptions, 'scratchDir'>) => Promise<Finding[]>;
}

/** A maker with a temporary directory of its own, which goes with it. */
export async function packageMaker(): Promise<PackageMaker> {
  const dir = await mkdtemp(join(tmpdir(), 'made-package-'));
  let count = 0;
  const read = async ({ json = {}, files = {} }: MadePackage) => {
    count += 1;
    const file = join(dir, `${count}.tgz`);
    const packageJson = { name: 'x', version: '1.0.0', ...json };
    const entries = Object.entries(files).map(([path, file]) => ({
      path: `package/${path}`,
      ...(typeof file === 'object' && 'mode' in file ? file : { content: file }),
    }));
    await writeFile(file, tgz([{ path: 'package/package.json', content: JSON.stringify(packageJson) }, ...entries]));
    return await readPackage(file, 'x.tgz');
  };
  return {
    make: async (made) => {
      const reading = await read(made);
      if (!reading.package) throw new Error(reading.faults.map(({ message }) => message).join('; '));
      return reading.package;
    },
    inspect: async (made, options) =>
      await inspectPackage(await read(made), { scratchDir: join(dir, 'scratch'), ...options }),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true }),
  };
}
