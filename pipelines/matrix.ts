/** `shakedown matrix`: the cells of a package, for the machines of a CI. */
import type { Matrix } from '../schemas/types.ts';
import { parseAs } from '../smoke/schema/validate.ts';
import { resolveSubject } from './artifact/subject.ts';
import { enginesOf, subjectManifest } from './artifact/subject-manifest.ts';
import { knownByRegistry, type MatrixFlags, type PlannedCell, planCells } from './cells/plan-cells.ts';
import type { Io } from './io.ts';
import { loadPolicy } from './policy/load-policy.ts';
import { axesOf, hostCell } from './report/cell-names.ts';
import { writeResult } from './report/stdout.ts';
import { referencePackage } from './verify-plan.ts';

export interface MatrixOptions extends MatrixFlags {
  policy: string;
  /** into how many parts the smokes of a cell that runs all of them are split */
  shards?: number;
  json?: boolean;
}

/**
 * @param spec as `shakedown verify` takes it
 * @throws InputError
 */
export async function matrix(spec: string | undefined, options: MatrixOptions, io: Io): Promise<number> {
  const subject = await resolveSubject(spec ?? referencePackage(io.cwd), { cwd: io.cwd });
  const manifest = await subjectManifest(subject);
  const engines = manifest ? enginesOf(manifest) : knownByRegistry;
  const cells = planCells(options, await loadPolicy(options.policy, io.cwd), engines);
  const document = parseAs('matrix', { include: matrixOf(cells, options.shards) }, 'the matrix');
  await writeResult(options.json ? `${JSON.stringify(document, null, 2)}\n` : tableOf(document), io.stdout);
  return 0;
}

/**
 * A machine for each shard of a cell that runs all smokes, one for any other.
 * @param cells undefined: there is no matrix, a machine tries what it has
 */
export function matrixOf(cells: readonly PlannedCell[] | undefined, shards: number | undefined): Entry[] {
  return cells ? cells.flatMap((cell) => entriesOf(cell, shards)) : shardsOf(host, shards);
}

type Entry = Matrix['include'][number];

const host: Entry = { id: hostCell, pm: hostCell, node: hostCell };

function entriesOf({ id, smokes, required }: PlannedCell, shards: number | undefined): Entry[] {
  const { pm, node } = axesOf(id);
  const entry: Entry = { id, pm, node: node.replace(/^node@/, ''), ...(required ? {} : { advisory: true as const }) };
  return smokes === 'all' ? shardsOf(entry, shards) : [entry];
}

function shardsOf(entry: Entry, shards = 1): Entry[] {
  if (shards === 1) return [entry];
  return Array.from({ length: shards }, (_, at) => ({ ...entry, shard: `${at + 1}/${shards}` }));
}

function tableOf({ include }: Matrix): string {
  const lines = include.map(
    ({ id, shard, advisory }) => `${id}${shard ? `  shard ${shard}` : ''}${advisory ? '  advisory' : ''}\n`,
  );
  return lines.join('');
}
