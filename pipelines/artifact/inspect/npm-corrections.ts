import { readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { describeEnd } from '../../../smoke/process/command-result.ts';
import { NotReady } from '../../run/store-fault.ts';
import { type Difference, differences } from './json-pointer.ts';
import { defineRule, type Inspection, type NpmAtHand } from './rule.ts';

const aMinute = 60_000;

/**
 * What npm writes otherwise into the registry's document when it publishes, so that users see something else than what
 * is in the tarball. npm itself is asked (`npm pkg fix`): what it corrects differs by its version.
 */
export const npmCorrections = defineRule({
  codes: ['npm-corrects', 'npm-removes', 'npm-corrections-unknown'],
  title: 'npm publishes package.json as it is',
  async check(inspection, report) {
    const npm = await npmIfAny(inspection);
    if (!npm) return;
    const dir = await inspection.scratch();
    const file = join(dir, 'package.json');
    await writeFile(file, JSON.stringify(inspection.packageJson));
    const result = await npm.run(['pkg', 'fix', `--prefix=${dir}`, '--update-notifier=false'], {
      cwd: dir,
      env: npm.env,
      timeoutMs: aMinute,
      ...(inspection.signal ? { signal: inspection.signal } : {}),
    });
    inspection.signal?.throwIfAborted();
    if (result.kind !== 'exited' || result.code !== 0) {
      report('npm-corrections-unknown', { how: describeEnd(result) }, { file: 'package.json' });
      return;
    }
    const fixed: unknown = JSON.parse(await readFile(file, 'utf8'));
    for (const difference of differences(inspection.packageJson, fixed).filter(matters)) {
      const { pointer, from = 'nothing', to } = difference;
      const where = { file: 'package.json', pointer };
      if (to === undefined) report('npm-removes', { pointer, found: from }, where);
      else report('npm-corrects', { pointer, found: from, expected: to }, where);
    }
  },
});

async function npmIfAny({ npm }: Inspection): Promise<NpmAtHand | undefined> {
  try {
    return await npm?.();
  } catch (error) {
    // A tarball can be inspected where there is no npm.
    if (error instanceof NotReady) return undefined;
    throw error;
  }
}

/** `./dist/bin.js` and `dist/bin.js` are one path, and a bin as a string is one as an object. */
function matters({ pointer, from, to }: Difference): boolean {
  if (!pointer.startsWith('/bin') || from === undefined || to === undefined) return true;
  const [before, after] = [from, to].map((json) => pathsIn(JSON.parse(json)));
  return before === undefined || before !== after;
}

function pathsIn(bin: unknown): string | undefined {
  const values = typeof bin === 'object' && bin !== null ? Object.values(bin) : [bin];
  if (!values.every((value) => typeof value === 'string')) return undefined;
  return values.map((value) => posix.join('/', value)).join('\n');
}
