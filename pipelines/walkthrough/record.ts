/** The record of a walkthrough: one JSON document and its Markdown, in the store of the directory and in the run that it judges. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Walkthrough } from '../../schemas/types.ts';
import { parseAs, SchemaError } from '../../smoke/schema/validate.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { replaceFileSync, unlinkIfThere } from '../run/atomic-file.ts';
import { makeStore } from '../run/make-store.ts';
import { storePlaces } from '../run/places.ts';
import { orNotReady } from '../run/store-fault.ts';
import { hasCode } from '../run/system-error.ts';
import { walkthroughMarkdown } from './markdown.ts';
import { stateOf } from './settled.ts';

const name = 'walkthrough';

/** Where the walkthrough of a directory is, done or not. */
export function walkthroughFile(workdir: string): string {
  return join(storePlaces(workdir).dir, `${name}.json`);
}

/** Both files of it, for people. */
export function recordWords(workdir: string): string {
  return `${join(storePlaces(workdir).dir, `${name}.md`)} and .json`;
}

/**
 * Puts the walkthrough on record, whole or not at all: in the directory's store, and beside the run whose bytes it is about.
 * @throws NotReady when the file system refuses
 */
export function writeWalkthrough(workdir: string, walkthrough: Walkthrough): void {
  const checked = parseAs('walkthrough', walkthrough, 'the walkthrough');
  const { dir } = storePlaces(workdir);
  orNotReady(dir, () => makeStore(workdir));
  // A run that was deleted meanwhile is not made again.
  const beside = checked.artifact && existsSync(checked.artifact.runDir) ? [checked.artifact.runDir] : [];
  for (const each of [dir, ...beside]) {
    orNotReady(each, () => {
      replaceFileSync(join(each, `${name}.md`), walkthroughMarkdown(checked, workdir));
      replaceFileSync(join(each, `${name}.json`), `${JSON.stringify(checked, undefined, 2)}\n`);
    });
  }
}

/**
 * Writes it as somebody who leads through it does: what others have signed since it was read is kept, and it stands
 * beside the one run that it is about.
 * @returns what was written
 * @throws InputError when what is on record is no walkthrough; NotReady when the file system refuses
 */
export function keepWalkthrough(workdir: string, walkthrough: Walkthrough): Walkthrough {
  const recorded = readWalkthrough(workdir);
  const signatures = recorded?.id === walkthrough.id ? recorded.signatures : walkthrough.signatures;
  const kept = { ...walkthrough, signatures };
  const written = { ...kept, state: stateOf(kept) };
  writeWalkthrough(workdir, written);
  const before = recorded?.id === walkthrough.id ? recorded.artifact?.runDir : undefined;
  if (before !== undefined && before !== written.artifact?.runDir)
    orNotReady(before, () => {
      for (const ending of ['md', 'json']) unlinkIfThere(join(before, `${name}.${ending}`));
    });
  return written;
}

/** @throws InputError when what is there is no walkthrough. @returns nothing when there is none */
export function readWalkthrough(workdir: string): Walkthrough | undefined {
  const file = walkthroughFile(workdir);
  try {
    return parseAs('walkthrough', JSON.parse(readFileSync(file, 'utf8')), file);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (error instanceof SyntaxError || error instanceof SchemaError) {
      throw new InputError(finding('walkthrough-unreadable', { file, reason: error.message }, { file }));
    }
    throw error;
  }
}
