/** The kit: the defects in fixtures/defects/, one a file. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Defect, DefectArea, Finding } from '../../schemas/types.ts';
import { check } from '../../smoke/schema/validate.ts';
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { packageRoot } from '../version.ts';
import { defectFile } from './edits.ts';

/** The package that the defects are made in. */
export const referencePackage = join(packageRoot, 'fixtures', 'ktx');

const kitDir = join(packageRoot, 'fixtures', 'defects');

/** In the order of the tables. */
export const areas = [
  'packaging',
  'install',
  'status',
  'doctor',
  'daemon',
  'prune',
  'output',
  'environment',
  'concurrency',
  'recovery',
] as const satisfies readonly DefectArea[];

/**
 * Reads all defects, sorted by area and id.
 * @param dir the kit's own directory unless given
 * @throws InputError with everything that is wrong in any of the files
 */
export async function loadKit(dir = kitDir): Promise<Defect[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.json')).toSorted();
  const read = await Promise.all(names.map((name) => readDefect(join(dir, name), name.slice(0, -'.json'.length))));
  const [first, ...others] = read.flatMap((each) => ('findings' in each ? each.findings : []));
  if (first) throw new InputError(first, ...others);
  const defects = read.flatMap((each) => ('defect' in each ? [each.defect] : []));
  return defects.toSorted((a, b) => areas.indexOf(a.area) - areas.indexOf(b.area));
}

/** Their smokes wait longest, some of them for what never comes: begun last, they would be waited for by idle workers. */
const begunFirst: readonly DefectArea[] = ['recovery', 'concurrency', 'packaging'];

/** The defects in the order in which they are best examined. */
export function inOrderOfWork(defects: readonly Defect[]): Defect[] {
  const first = begunFirst.flatMap((area) => defects.filter((defect) => defect.area === area));
  return [...first, ...defects.filter((defect) => !first.includes(defect))];
}

/**
 * The defects with one of the patterns in their id, their area or their title, whatever the case; all without any.
 * @throws InputError for each pattern that chooses none
 */
export function chooseFrom(kit: readonly Defect[], only: readonly string[]): readonly Defect[] {
  const matches = ({ id, area, title }: Defect, pattern: string): boolean =>
    [id, area, title].some((text) => text.toLowerCase().includes(pattern.toLowerCase()));
  const [first, ...others] = only
    .filter((pattern) => !kit.some((defect) => matches(defect, pattern)))
    .map((pattern) => finding('defect-none-chosen', { only: pattern, count: kit.length }));
  if (first) throw new InputError(first, ...others);
  return only.length === 0 ? kit : kit.filter((defect) => only.some((pattern) => matches(defect, pattern)));
}

type Reading = { defect: Defect } | { findings: Finding[] };

async function readDefect(path: string, id: string): Promise<Reading> {
  const where = { file: defectFile(id) };
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { findings: [finding('defect-unreadable', { reason: error.message }, where)] };
  }
  const checked = check('defect', document);
  if (!checked.ok) {
    return {
      findings: checked.problems.map((problem) =>
        finding('defect-invalid', { ...problem }, { ...where, pointer: problem.pointer }),
      ),
    };
  }
  if (checked.value.id === id) return { defect: checked.value };
  const args = { pointer: '/id', expected: `"${id}", as the file is named`, found: `"${checked.value.id}"` };
  return { findings: [finding('defect-invalid', args, { ...where, pointer: '/id' })] };
}
