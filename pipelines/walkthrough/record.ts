/** The record of a walkthrough: one JSON document and its Markdown, in the store of the directory and in the run that it judges. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Walkthrough } from '../../schemas/types.ts';
import { parseAs, SchemaError } from '../../smoke/schema/validate.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { replaceFileSync } from '../run/atomic-file.ts';
import { storePlaces } from '../run/places.ts';
import { orNotReady } from '../run/store-fault.ts';
import { hasCode } from '../run/system-error.ts';
import { walkthroughMarkdown } from './markdown.ts';

const name = 'walkthrough';

/** Where the walkthrough of a directory is, done or not. */
export function walkthroughFile(workdir: string): string {
  return join(storePlaces(workdir).dir, `${name}.json`);
}

/**
 * Puts the walkthrough on record, whole or not at all: in the directory's store, and beside the run whose bytes it is about.
 * @throws NotReady when the file system refuses
 */
export function writeWalkthrough(workdir: string, walkthrough: Walkthrough): void {
  const checked = parseAs('walkthrough', walkthrough, 'the walkthrough');
  const dirs = [storePlaces(workdir).dir, ...(checked.artifact ? [checked.artifact.runDir] : [])];
  for (const dir of dirs) {
    orNotReady(dir, () => {
      mkdirSync(dir, { recursive: true });
      replaceFileSync(join(dir, `${name}.md`), walkthroughMarkdown(checked, workdir));
      replaceFileSync(join(dir, `${name}.json`), `${JSON.stringify(checked, undefined, 2)}\n`);
    });
  }
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
