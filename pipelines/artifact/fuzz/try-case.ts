/** Takes one tarball all the way through inspection, as `inspect` or as `verify` does. */
import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../../schemas/types.ts';
import { check } from '../../../smoke/schema/validate.ts';
import { InputError, StageFailure } from '../../findings/errors.ts';
import { comparedWith } from '../against/previous-package.ts';
import { againstRules } from '../against/rules.ts';
import { readArtifact } from '../artifact.ts';
import { type InspectOptions, inspectArtifact, inspectPackage } from '../inspect/inspect.ts';
import { readPackage } from '../inspect/read-package.ts';
import type { Rule } from '../inspect/rule.ts';
import { contentRules } from '../inspect/rules.ts';
import { packSubject } from '../pack.ts';

/** Whatever the contents are: all files are written, as for the scanners. */
const extraction: Rule = {
  codes: [],
  title: 'All files can be extracted',
  async check({ extracted }) {
    await extracted();
    return [];
  },
};

/**
 * @param root a directory of our own, and nobody else's; the tarball is `root/case/given.tgz`, and everything is written
 * below `root/case`; where there is a `previous.tgz` beside it, the tarball is compared with that
 * @param asVerify as a subject that is packed, and not as a file that is read
 * @returns the codes of what was found
 * @throws what must never happen: an exception, a finding that is none, something written elsewhere
 */
export async function tryCase(root: string, asVerify: boolean, signal: AbortSignal): Promise<string[]> {
  const dir = join(root, 'case');
  const file = join(dir, 'given.tgz');
  const before = await treeOf(root, dir);
  const options = { scratchDir: join(dir, 'scratch'), rules: [...contentRules, extraction], signal };
  const findings = asVerify
    ? await verify(file, dir, options)
    : await inspect(file, join(dir, 'previous.tgz'), options);
  for (const found of findings) expectFinding(found);
  const after = await treeOf(root, dir);
  if (after !== before) throw new Error(`written outside: ${after}, expected ${before}`);
  return findings.map(({ code }) => code);
}

async function inspect(file: string, previousFile: string, options: InspectOptions): Promise<readonly Finding[]> {
  const reading = await readPackage(file, 'given.tgz', options.signal);
  if (!existsSync(previousFile)) return await inspectPackage(reading, options);
  const previous = (await readPackage(previousFile, 'previous.tgz', options.signal)).package;
  if (!previous) throw new Error('what a case is compared with is a sound package');
  const rules = [...(options.rules ?? []), ...againstRules];
  const findings = await inspectPackage(reading, { ...options, rules, previous });
  if (reading.package) {
    const spec = './previous.tgz';
    const said = comparedWith({ kind: 'tarball', spec, file: previousFile }, previous, reading.package);
    const checked = check('package-comparison', said.comparison);
    if (!checked.ok) throw new Error(`the comparison is none: ${JSON.stringify(checked.problems)}`);
  }
  return findings;
}

async function verify(file: string, dir: string, options: InspectOptions): Promise<readonly Finding[]> {
  const intoDir = join(dir, 'artifact');
  const npm = () => Promise.reject(new Error('npm was run'));
  try {
    await packSubject({ kind: 'tarball', spec: './given.tgz', file }, { intoDir, env: {}, npm });
    return await inspectArtifact(await readArtifact(intoDir), options);
  } catch (error) {
    if (error instanceof InputError || error instanceof StageFailure) return error.findings;
    throw error;
  }
}

function expectFinding(found: Finding): void {
  const checked = check('finding', found);
  if (!checked.ok) throw new Error(`${found.code} is no finding: ${JSON.stringify(checked.problems)}`);
  const text = found.message + found.remediation;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (/[\u0000-\u001f\u007f-\u009f]|undefined|\[object/.test(text.replaceAll('"undefined"', ''))) {
    throw new Error(`${found.code} says: ${JSON.stringify(text)}`);
  }
}

/** Everything below `root` but what is in `except`: names, sizes, modes and times. */
async function treeOf(root: string, except: string): Promise<string> {
  const names = await readdir(root, { recursive: true });
  const outside = names.filter((name) => !join(root, name).startsWith(`${except}/`)).sort();
  const seen = outside.map(async (name) => {
    const { size, mode, mtimeMs } = await lstat(join(root, name));
    return join(root, name) === except ? name : `${name} ${size} ${mode} ${mtimeMs}`;
  });
  return (await Promise.all(seen)).join(', ');
}
