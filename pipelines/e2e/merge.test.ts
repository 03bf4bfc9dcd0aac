/** Parts of a matrix on several machines, and what is made of them: real package managers, a small package. */
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CommandFailure, Report } from '../../schemas/types.ts';
import { readReport } from '../report/report-file.ts';
import { type MatrixPlace, makeSmallPackage, openMatrixPlace } from './small-package.ts';
import { exitOf } from './workplace.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const matrix = ['--pm', 'pnpm,bun', '--node', '24'];
const tarball = join('packed', 'small-tool-1.2.3.tgz');
const cells = ['pnpm-node@24', 'bun-node@24'];

let place: MatrixPlace;
beforeAll(async () => {
  place = await openMatrixPlace();
  await makeSmallPackage(join(place.dir, 'source'));
  // As one machine hands it to another.
  const packed = await place.shakedown(['pack', 'source', '--out', 'packed']);
  expect(exitOf(packed), packed.stderr).toBe(0);
  for (const index of [1, 2, 3]) {
    expect(await verify(tarball, `shard-${index}`, '--shard', `${index}/3`)).toMatchObject({ exit: 0 });
  }
});
afterAll(() => place[Symbol.asyncDispose]());

async function verify(subject: string, out: string, ...flags: string[]) {
  const result = await place.shakedown(['verify', subject, ...matrix, '--out', out, ...flags], { timeoutMs: 280_000 });
  return { exit: exitOf(result), stderr: result.stderr };
}

async function merge(...parts: string[]) {
  const result = await place.shakedown(['merge', ...parts, '--json']);
  return { exit: exitOf(result), stderr: result.stderr, stdout: result.stdout };
}

const reportIn = (out: string): Report => readReport(join(place.dir, out, 'report.json'));

describe('three shards', () => {
  test('are the report of one run, field by field, but for times, ids and where the evidence is', async () => {
    expect(await verify(tarball, 'whole')).toMatchObject({ exit: 0 });
    expect(await merge('shard-3', 'shard-1', 'shard-2', '--out', 'merged')).toMatchObject({ exit: 0 });
    const [whole, merged] = [lasting(reportIn('whole')), lasting(reportIn('merged'))];
    expect(merged).toEqual(whole);
    // However late they are merged: readiness counts from when the first of them ended.
    expect(reportIn('merged').matrix?.merged?.map(({ finishedAt }) => finishedAt)).toEqual(
      ['shard-3', 'shard-1', 'shard-2'].map((each) => reportIn(each).finishedAt),
    );
    expect(reportIn('merged').matrix?.merged?.map(({ dir, shard }) => `${dir} ${shard?.index}/${shard?.of}`)).toEqual([
      'shard-3 3/3',
      'shard-1 1/3',
      'shard-2 2/3',
    ]);
    // What a smoke said is where the merged report says that it is.
    const stdout = reportIn('merged').smokes.flatMap(({ record }) => record?.commands[0]?.stdoutFile ?? [])[0];
    expect(stdout).toContain(reportIn('merged').evidence.dir);
    await readFile(stdout ?? 'none');
  });

  test('without one of them fail, and it is said how to make up for it', async () => {
    const { exit, stdout } = await merge('shard-1', 'shard-2');
    expect(exit).toBe(1);
    const { findings }: Report = JSON.parse(stdout);
    expect(findings.map(({ code, message, remediation }) => [code, message, remediation])).toEqual(
      cells.map((cell) => [
        'shard-missing',
        `no machine has run shard 3/3 of cell ${cell}`,
        `Make it, and merge ../part-${cell}-3-of-3 too: shakedown verify ${tarball} --pm pnpm,bun --node 24 --cell ${cell} --shard 3/3 --out ../part-${cell}-3-of-3`,
      ]),
    );
  });

  test('one of them twice is refused', async () => {
    await cp(join(place.dir, 'shard-1'), join(place.dir, 'again'), { recursive: true });
    const { exit, stdout } = await merge('shard-1', 'shard-2', 'shard-3', 'again');
    expect(exit).toBe(2);
    const { findings }: CommandFailure = JSON.parse(stdout);
    expect(findings.map(({ message, remediation }) => [message, remediation])).toEqual(
      cells.map((cell) => [
        `merge: shard 1/3 of cell ${cell} is in shard-1 and in again`,
        'Leave one of the two out: which of them counts is yours to say.',
      ]),
    );
  });
});

test('a part of other bytes is refused; alone it is a matrix of which a cell and shards are missing', async () => {
  await makeSmallPackage(join(place.dir, 'other'), { code: '/* other bytes */\n' });
  expect(await verify('other', 'other-bytes', '--cell', 'bun-node@24', '--shard', '3/3')).toMatchObject({ exit: 0 });
  const { sha256: expected = '' } = reportIn('shard-1').artifact ?? {};
  const { sha256: found = '' } = reportIn('other-bytes').artifact ?? {};
  const refused = await merge('shard-1', 'shard-2', 'other-bytes', '--out', 'nothing');
  expect(refused.exit).toBe(2);
  expect(refused.stderr).toContain(
    `merge: the bytes (sha256) is not the same: shard-1 has ${expected}, other-bytes has ${found}`,
  );
  expect(refused.stderr).toContain('pack once, and hand the tarball over');
  await expect(readFile(join(place.dir, 'nothing', 'report.json'))).rejects.toThrow('ENOENT');

  const alone = await merge('other-bytes');
  expect(alone.exit).toBe(1);
  const { verdict }: Report = JSON.parse(alone.stdout);
  expect(verdict?.reasons.join('\n')).toContain('cell-missing: no machine has tried cell pnpm-node@24');
});

/** What does not depend on when it was, on which machine, and in which order: everything but that is compared. */
function lasting({ runId, evidence, matrix: _, ...rest }: Report): unknown {
  const order = (value: { cell?: string; name?: string; stage?: string }): string =>
    [value.cell, value.name, value.stage].join(' ');
  const sorted = <T extends { cell?: string }>(values: readonly T[]): T[] =>
    values.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  const isOfItsTime = (key: string): boolean => /^(startedAt|finishedAt|durationMs|std(out|err)Bytes)$/.test(key);
  const text = JSON.stringify({ ...rest, smokes: sorted(rest.smokes), stages: sorted(rest.stages) }, (key, value) =>
    isOfItsTime(key) ? undefined : value,
  );
  return JSON.parse(
    text
      .replaceAll(evidence.dir, '[EVIDENCE]')
      .replaceAll(/\b\d{8}-\d{6}-\w{4}\b/g, '[RUN]')
      .replaceAll(/(?<=\/box\/[\w-]+-)\w{6}\b/g, '[RANDOM]')
      .replaceAll(/(?<=\/told-)\w{6}\b/g, '[RANDOM]')
      .replaceAll(/(?<=\/dlx\/)\w+\/[\w-]+(?=\/)/g, '[DLX]')
      .replaceAll(/(?<=127\.0\.0\.1:)\d+/g, '[PORT]')
      .replaceAll(/(?<= in )[\d.]+ m?s\b/g, '[TIME]'),
  );
}
