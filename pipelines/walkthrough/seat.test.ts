import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchDirectory, scratchRepository } from '../git/scratch-repository.ts';
import { thisOwner } from '../run/owner.ts';
import { packageRoot } from '../version.ts';
import { keepWalkthrough } from './record.ts';
import { releaseFiles } from './release-files.ts';
import { sampleWalkthrough } from './sample-walkthrough.ts';
import { takeSeat } from './seat.ts';

/** The same millisecond for everybody. */
const now = () => new Date('2026-11-02T10:00:00.000Z');
const underWay = { findings: [{ code: 'walkthrough-under-way' }] };

test('of several that begin in the same millisecond exactly one gets it, and when that has ended another', async () => {
  const { dir } = scratchDirectory();
  const wanted = await Promise.allSettled(Array.from({ length: 5 }, () => takeSeat(dir, { now })));
  const [seat, ...others] = wanted.filter((each) => each.status === 'fulfilled');
  expect(others).toEqual([]);
  for (const each of wanted) if (each.status === 'rejected') expect(each.reason).toMatchObject(underWay);
  expect(seat?.value.release()).toBe(true);
  expect((await takeSeat(dir, { now })).release()).toBe(true);
  expect(readdirSync(join(dir, '.shakedown'))).toEqual(['.gitignore']);
});

test('of a process that was killed it is free', async () => {
  const { dir } = scratchDirectory();
  (await takeSeat(dir, { now })).release();
  const { pid } = spawnSync(process.execPath, ['--version']);
  const left = { schemaVersion: 1, runId: 'x', owner: { ...thisOwner(), pid, startTime: '1' }, createdAt: now() };
  writeFileSync(join(dir, '.shakedown', 'walkthrough.lock.json'), JSON.stringify(left));
  expect((await takeSeat(dir, { now })).release()).toBe(true);
});

test('who has it is told by name once that is on record, with what to do', async () => {
  const { dir } = scratchDirectory();
  await takeSeat(dir, { now });
  const lock = join(dir, '.shakedown', 'walkthrough.lock.json');
  const told = (operator: string) => ({
    findings: [
      {
        message: `${operator} is at work on ${join(dir, '.shakedown', 'walkthrough.json')} in process ${process.pid} on ${thisOwner().host}`,
        remediation: expect.stringContaining(`: rm '${lock}'`),
      },
    ],
  });
  await expect(takeSeat(dir, { now })).rejects.toMatchObject(told('somebody'));
  keepWalkthrough(dir, sampleWalkthrough({ operator: 'Ann', owner: thisOwner() }));
  await expect(takeSeat(dir, { now })).rejects.toMatchObject(told('Ann'));
  keepWalkthrough(dir, sampleWalkthrough({ operator: 'Ann', owner: { ...thisOwner(), pid: 1 } }));
  await expect(takeSeat(dir, { now })).rejects.toMatchObject(told('somebody'));
});

test('a walkthrough that does not get it does nothing: no step, no record', async () => {
  const { dir, commit } = scratchRepository();
  commit('chore: the first release', releaseFiles());
  await takeSeat(dir, { now });
  const program = join(packageRoot, 'pipelines', 'shakedown.mjs');
  const { status, stderr } = spawnSync(process.execPath, [program, 'walkthrough', '--non-interactive'], {
    cwd: dir,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: join(dir, '..'), TMPDIR: join(dir, '..') },
  });
  expect([status, stderr]).toEqual([2, expect.stringContaining('walkthrough-under-way: somebody is at work on')]);
  expect(existsSync(join(dir, '.shakedown', 'walkthrough.json'))).toBe(false);
});
