/** What the changes of a defect make of the package's files. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Defect, DefectChange, DefectText, Finding } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';

/** New contents by path relative to the package; undefined: the file is removed. */
type Edits = ReadonlyMap<string, Buffer | undefined>;

/** Where the kit is, as people name it. */
export const defectFile = (id: string): string => `fixtures/defects/${id}.json`;

/**
 * What the files are after these changes of a defect, one after the other; nothing is written.
 * @param dir the package, absolute
 * @throws InputError `defect-stale` when a change does not fit
 */
export async function editsOf(id: string, changes: readonly DefectChange[], dir: string): Promise<Edits> {
  const edits = new Map<string, Buffer | undefined>();
  for (const change of changes) {
    const { file } = change;
    const before = edits.has(file) ? edits.get(file) : await contentOf(join(dir, file));
    const fault = faultOf(change, before);
    if (fault) throw new InputError(finding('defect-stale', { target: file, ...fault }, { file: defectFile(id) }));
    edits.set(file, after(change, before ?? Buffer.alloc(0)));
  }
  return edits;
}

/** Everything in which these defects do not fit the package in `dir`; empty when each can be made. */
export async function staleIn(defects: readonly Defect[], dir: string): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { id, change } of defects) {
    try {
      await editsOf(id, change, dir);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      found.push(...error.findings);
    }
  }
  return found;
}

/** Writes edits to the package in `dir`. */
export async function writeEdits(edits: Edits, dir: string): Promise<void> {
  for (const [file, content] of edits) {
    const path = join(dir, file);
    if (content === undefined) {
      await rm(path);
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

function faultOf(
  change: DefectChange,
  before: Buffer | undefined,
): Omit<Parameters<typeof finding<'defect-stale'>>[1], 'target'> | undefined {
  if ('create' in change) return before && { expected: 'no file', found: 'one' };
  if (!before) return { expected: 'a file', found: 'none' };
  if (!('find' in change)) return undefined;
  const text = textOf(change.find);
  const times = occurrences(text, before);
  return times === 1 ? undefined : { expected: `one ${JSON.stringify(text)}`, found: String(times) };
}

function after(change: DefectChange, before: Buffer): Buffer | undefined {
  if ('delete' in change) return undefined;
  if ('create' in change) return Buffer.from(textOf(change.create));
  if ('append' in change) return Buffer.concat([before, Buffer.from(textOf(change.append))]);
  const found = Buffer.from(textOf(change.find));
  const at = before.indexOf(found);
  return Buffer.concat([
    before.subarray(0, at),
    Buffer.from(textOf(change.replace)),
    before.subarray(at + found.length),
  ]);
}

function occurrences(text: string, content: Buffer): number {
  let times = 0;
  for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) times += 1;
  return times;
}

function textOf(text: DefectText | readonly string[]): string {
  return typeof text === 'string' ? text : text.join('\n');
}

async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
