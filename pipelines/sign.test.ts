import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestOf } from './artifact/digest.ts';
import { scratchRepository } from './git/scratch-repository.ts';
import type { CommandIo } from './run/command-io.ts';
import { asCommand, asJson, scratchRun } from './run/scratch-run.ts';
import { type SignOptions, sign } from './sign.ts';
import { readWalkthrough, writeWalkthrough } from './walkthrough/record.ts';
import { releaseFiles } from './walkthrough/release-files.ts';
import { sampleWalkthrough } from './walkthrough/sample-walkthrough.ts';

/** A walkthrough on record in a repository, of its commit and of a tarball that is there. */
async function signed() {
  const repository = scratchRepository();
  const revision = repository.commit('chore: the release', releaseFiles());
  const { dir } = repository;
  const runDir = join(dir, '.shakedown', 'runs', 'r');
  const tarball = join(runDir, 'artifact', 'x.tgz');
  mkdirSync(join(runDir, 'artifact'), { recursive: true });
  writeFileSync(tarball, 'the bytes');
  const { sha256 } = await digestOf(tarball);
  const artifact = { runId: 'r', runDir, file: 'x.tgz', sha256 };
  writeWalkthrough(dir, sampleWalkthrough({ revision, artifact }));
  const here = { ...scratchRun(), workdir: dir };
  const withGit = (run: (io: CommandIo) => Promise<number>) => (io: CommandIo) =>
    run({ ...io, env: { ...io.env, PATH: process.env.PATH } });
  return {
    repository,
    tarball,
    signs: (ids: string[], options: SignOptions = {}) =>
      asJson(
        here,
        'sign-report',
        withGit((io) => sign(ids, { by: 'Ann', json: true, ...options }, io)),
      ),
    says: (ids: string[]) =>
      asCommand(
        here,
        withGit((io) => sign(ids, { by: 'Ann' }, io)),
      ),
  };
}

test('good, repeated and unknown ids: an outcome and a message each, a summary, exit 1, and the good one is on record', async () => {
  const { repository, signs, says } = await signed();
  const { code, document } = await signs(['RG-1', 'RG-1', 'nothing', 'RG-4'], { remark: 'seen' });
  expect(code).toBe(1);
  expect(document.outcomes.map(({ given, outcome }) => [given, outcome])).toEqual([
    ['RG-1', 'updated'],
    ['RG-1', 'already_satisfied'],
    ['nothing', 'not_found'],
    ['RG-4', 'refused'],
  ]);
  expect(document.outcomes.every(({ message }) => message.length > 0)).toBe(true);
  expect(document.summary).toEqual({ updated: 1, already_satisfied: 1, not_found: 1, refused: 1 });
  expect(readWalkthrough(repository.dir)?.signatures).toMatchObject([{ id: 'RG-1', by: 'Ann', remark: 'seen' }]);
  expect((await says(['RG-1'])).stdout).toMatch(
    /^already_satisfied +RG-1 +signed by Ann on .*\n1 id: 1 already_satisfied\n$/,
  );
});

test('exit 0 when all are signed, and an override is on record with its reason', async () => {
  const { repository, signs } = await signed();
  expect((await signs(['RG-4', '1.1'], { override: 'agreed' })).code).toBe(0);
  expect(readWalkthrough(repository.dir)?.signatures).toMatchObject([
    { id: 'RG-4', override: 'agreed' },
    { id: '1.1' },
  ]);
});

test('after another commit, with changes that are not committed, or with another tarball on record nothing is signed', async () => {
  const { repository, tarball, signs } = await signed();
  const why = async () => (await signs(['RG-1'])).document.outcomes.map(({ outcome, message }) => [outcome, message]);
  writeFileSync(tarball, 'other bytes');
  expect(await why()).toEqual([['refused', expect.stringContaining(`${tarball} is not what was verified`)]]);
  repository.write({ 'more.js': '1\n' });
  expect(await why()).toEqual([['refused', expect.stringContaining('not committed')]]);
  repository.commit('fix: more');
  expect(await why()).toEqual([
    ['refused', expect.stringMatching(/the record is of commit [0-9a-f]{12}, here is [0-9a-f]{12}/)],
  ]);
  expect(readWalkthrough(repository.dir)?.signatures).toEqual([]);
});

test.each([{ by: ' ' }, { override: '' }, { remark: '' }])('%j says nothing, which is bad usage', async (options) => {
  const { repository, signs } = await signed();
  await expect(signs(['RG-4'], options)).rejects.toThrow('expected words, found none');
  expect(readWalkthrough(repository.dir)?.signatures).toEqual([]);
});

test('without a walkthrough there is nothing to sign', async () => {
  await expect(asCommand(scratchRun(), (io) => sign(['RG-1'], {}, io))).rejects.toThrow('there is no walkthrough in');
});
