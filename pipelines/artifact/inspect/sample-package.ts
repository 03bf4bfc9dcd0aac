/** For tests of rules: a sound package, what a test changes in it, and the findings that come of it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding, PackageManifest } from '../../../schemas/types.ts';
import { check } from '../../../smoke/schema/validate.ts';
import { commandsOf } from '../commands.ts';
import { type MadeEntry, tgz } from '../tarball-maker.ts';
import { type InspectOptions, inspectPackage } from './inspect.ts';
import { readPackage } from './read-package.ts';

export type Files = Readonly<Record<string, string | Buffer | { content: string; mode: number }>>;

export const bin = '#!/usr/bin/env node\nconsole.log(1);\n';
export const sound = { 'README.md': '# x\n', LICENSE: 'Apache-2.0\n', 'dist/bin.js': bin, 'dist/index.js': '' };
export const soundJson = { name: '@scope/x', version: '1.0.0', bin: { x: './dist/bin.js' }, files: ['dist'] };

export const without = (path: keyof typeof sound): Files =>
  Object.fromEntries(Object.entries(sound).filter(([name]) => name !== path));

/** Fields of package.json as a test changes them; wrong ones too. */
export type Fields = Partial<PackageManifest> | Readonly<Record<string, unknown>>;

export interface SampleTests {
  /** packs `files` with a package.json of `fields` and inspects the result */
  inspect: (
    fields: Fields,
    files: Files,
    options?: Partial<InspectOptions>,
    more?: readonly MadeEntry[],
  ) => Promise<Finding[]>;
  /** one package, and every finding it must have: nothing more, nothing less */
  testPackage: (
    title: string,
    fields: Fields,
    files: Files,
    codes: readonly string[],
    options?: Partial<InspectOptions>,
  ) => void;
  /** a directory that goes after the tests of the file */
  dir: () => string;
  /** every code that was found in the tests of the file so far */
  seen: ReadonlySet<string>;
}

/** To be called once at the top of a test file. */
export function sampleTests(): SampleTests {
  let dir = '';
  const seen = new Set<string>();
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'inspect-test-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  const inspect: SampleTests['inspect'] = async (fields, files, options = {}, more = []) => {
    const packageJson = { ...soundJson, ...fields };
    const commands = Object.values(commandsOf(packageJson));
    const entries = Object.entries({ 'package.json': JSON.stringify(packageJson), ...files }).map(([path, file]) => {
      const given = typeof file === 'object' && 'mode' in file ? file : { content: file };
      return { path: `package/${path}`, ...(commands.includes(path) ? { mode: 0o755 } : {}), ...given };
    });
    const file = join(dir, 'x.tgz');
    await writeFile(file, tgz([...entries, ...more]));
    const findings = await inspectPackage(await readPackage(file, 'x.tgz'), {
      scratchDir: join(dir, 'scratch'),
      ...options,
    });
    for (const { code } of findings) seen.add(code);
    return findings;
  };
  const testPackage: SampleTests['testPackage'] = (title, fields, files, codes, options) => {
    test(title, async () => {
      const findings = await inspect(fields, files, options);
      expect(findings.map(({ code }) => code)).toEqual(codes);
      for (const found of findings) {
        expect(check('finding', found)).toMatchObject({ ok: true });
        expect(found.message + found.remediation).not.toMatch(/undefined|\[object|\n/);
      }
    });
  };
  return { inspect, testPackage, dir: () => dir, seen };
}
