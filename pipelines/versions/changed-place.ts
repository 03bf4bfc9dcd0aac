/** Makes one place say another version, and nothing else. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { commandsOf } from '../artifact/commands.ts';
import { zip } from '../artifact/wheel/wheel-maker.ts';
import { told } from '../git/git.ts';
import { defaultTagTemplate, tagNameOf } from '../git/release-tags.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import type { CoherenceRequest } from './check-coherence.ts';
import { locateInJson } from './locate-in-json.ts';
import type { Place, Writing } from './place.ts';
import type { ScratchCopy } from './scratch-copy.ts';

export interface ChangedPlace {
  /** where it is now, as the comparison calls it: a wheel's name is a part of that */
  where: string;
  /** the policy as it is now */
  policy?: LoadedPolicy;
  undo: () => Promise<void>;
}

type Source = Pick<CoherenceRequest, 'subject' | 'policy'>;

/** @param place one that a file holds, or the policy, the tag, or the command, which no file does */
export async function changePlace(place: Place, to: string, copy: ScratchCopy, source: Source): Promise<ChangedPlace> {
  const inFile = await changeInFile(place, to, copy.dir);
  if (inFile) return inFile;
  if (place.kind === 'policy') return { where: place.where, policy: policySaying(source.policy, to), undo };
  if (place.kind === 'tag') return await changeTag(to, copy, source);
  if (place.kind === 'command') return await changeCommand(place.where, to, copy, source);
  throw new Error(`nobody knows how to change ${place.where}`);
}

/** @returns undefined for a place that no file below `dir` holds */
export async function changeInFile(place: Place, to: string, dir: string): Promise<ChangedPlace | undefined> {
  if (place.state !== 'states' || !place.written || place.file === undefined) return undefined;
  return await changeFile({ where: place.where, file: place.file, says: place.says }, place.written, to, dir);
}

const undo = async (): Promise<void> => undefined;

async function changeFile(
  { where, file, says }: { where: string; file: string; says: string },
  written: Writing,
  to: string,
  dir: string,
): Promise<ChangedPlace> {
  const path = join(dir, file);
  switch (written.as) {
    case 'text': {
      const restore = await replaceIn(path, written.span, to);
      return { where, undo: restore };
    }
    case 'metadata': {
      const before = await readFile(path);
      const content = `Metadata-Version: 2.1\nName: x\nVersion: ${to}\n`;
      await writeFile(path, zip([{ name: `x-${to}.dist-info/METADATA`, content }]));
      return { where, undo: () => writeFile(path, before) };
    }
    case 'name': {
      const name = basename(file).replace(`-${says}-`, `-${to}-`);
      const manifest = join(dir, written.manifest);
      const named = locateInJson(await readFile(manifest, 'utf8'), '/wheel/file');
      if (!named) throw new Error(`${manifest} has no name of a wheel any more`);
      const restore = await replaceIn(
        manifest,
        named,
        JSON.stringify(posix.join(posix.relative(posix.dirname(written.manifest), posix.dirname(file)), name)),
      );
      const renamed = join(dirname(path), name);
      await rename(path, renamed);
      return {
        where: where.replace(basename(file), name),
        undo: async () => {
          await rename(renamed, path);
          await restore();
        },
      };
    }
  }
}

/** @returns what puts the text back */
async function replaceIn(path: string, { start, end }: { start: number; end: number }, to: string) {
  const before = await readFile(path, 'utf8');
  await writeFile(path, before.slice(0, start) + to + before.slice(end));
  return (): Promise<void> => writeFile(path, before);
}

function policySaying(loaded: LoadedPolicy, version: string): LoadedPolicy {
  const { publishedPackageSmoke: smoke } = loaded.policy;
  if (!smoke) throw new Error(`${loaded.file} has no smoke of the published package any more`);
  return { ...loaded, policy: { ...loaded.policy, publishedPackageSmoke: { ...smoke, version } } };
}

async function changeTag(to: string, { git }: ScratchCopy, { policy }: Source): Promise<ChangedPlace> {
  const tag = tagNameOf(policy.policy.release?.tag ?? defaultTagTemplate, to);
  told(await git('tag', tag));
  return {
    where: `tag ${tag} at HEAD`,
    undo: async () => {
      told(await git('tag', '--delete', tag));
    },
  };
}

/** In place of the command stands one that says another version. */
async function changeCommand(
  where: string,
  to: string,
  { dir }: ScratchCopy,
  { subject }: Source,
): Promise<ChangedPlace> {
  const command = where.split(' ', 1)[0] ?? '';
  const target = commandsOf(subject.manifest)[command];
  if (target === undefined) throw new Error(`the package has no command ${command}`);
  const path = join(dir, target);
  const before = await readFile(path).catch(() => undefined);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/usr/bin/env node\nconsole.log(${JSON.stringify(to)});\n`);
  return { where, undo: () => (before ? writeFile(path, before) : rm(path)) };
}
