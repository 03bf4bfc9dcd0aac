/** The verify and release workflows on this machine, every step of them, with what Actions would give. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../smoke/process/run.ts';
import { cachePlace } from '../cache-place.ts';
import { hostNetwork } from '../host-network.ts';
import { packageRoot } from '../version.ts';
import { type JobResult, runWorkflow } from './run-locally.ts';
import { actions, workflows } from './workflow-files.ts';

let root: string;
let repository: string;
let env: Record<string, string>;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'workflows-')));
  repository = join(root, 'repository');
  mkdirSync(repository);
  // What is committed is what a runner has; here, what is about to be.
  const files = await run(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: packageRoot,
    env: { PATH: process.env.PATH ?? '' },
    timeoutMs: 30_000,
  });
  for (const file of files.stdout.split('\0').filter(Boolean))
    cpSync(join(packageRoot, file), join(repository, file), { recursive: true });
  symlinkSync(join(packageRoot, 'node_modules'), join(repository, 'node_modules'));
  env = {
    PATH: process.env.PATH ?? '',
    ...(process.env.PYENV_ROOT ? { PYENV_ROOT: process.env.PYENV_ROOT } : {}),
    HOME: join(root, 'home'),
    TMPDIR: join(root, 'tmp'),
    SHAKEDOWN_CACHE: cachePlace(process.env, 'tests'),
    GIT_AUTHOR_NAME: 'x',
    GIT_AUTHOR_EMAIL: 'x@y.z',
    GIT_COMMITTER_NAME: 'x',
    GIT_COMMITTER_EMAIL: 'x@y.z',
    ...hostNetwork(process.env),
  };
  for (const dir of ['home', 'tmp']) mkdirSync(join(root, dir));
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'all of it');
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }), 120_000);

async function git(...args: string[]): Promise<void> {
  const result = await run(['git', ...args], { cwd: repository, env, timeoutMs: 60_000 });
  if (result.kind !== 'exited' || result.code !== 0) throw new Error(`git ${args[0]}: ${result.stderr}`);
}

async function jobsOf(name: string, path: string, inputs: Record<string, unknown>): Promise<Map<string, JobResult>> {
  const dir = join(root, name);
  mkdirSync(dir);
  const setup = actions().find((action) => action.path.includes('/setup/'))?.steps ?? [];
  const results = await runWorkflow({ dir, repository, workflows: workflows(), setup, env }, path, inputs);
  return new Map(results.map((result) => [result.name, result]));
}

const outcomes = (jobs: Map<string, JobResult>) =>
  Object.fromEntries([...jobs].map(([name, { result }]) => [name, result]));

test('a release, dry: packed once, verified in shards, merged, assessed; nothing is published', async () => {
  const jobs = await jobsOf('release', '.github/workflows/release.yml', { shards: 2 });
  // Without a real uv no package that needs one is ready: that job must say no, and nothing must come after it.
  expect(outcomes(jobs), [...jobs.values()].map(({ log }) => log).join('\n')).toEqual({
    'verify / plan': 'success',
    'verify / verify 1': 'success',
    'verify / merge': 'success',
    readiness: 'failure',
    publish: 'skipped',
    published: 'skipped',
  });
  expect(jobs.get('readiness')?.log).toContain('found a stand-in for uv, which no release gate accepts');
  expect(jobs.get('verify / merge')?.outputs).toMatchObject({
    verdict: 'passed',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(jobs.get('verify / verify 1')?.summary).toMatch(/^## PASS/);
}, 300_000);

test('a package that is broken: two shards, one of them fails, and the merged report says which smoke', async () => {
  const bin = join(repository, 'fixtures/ktx/dist/commands/runtime-prune.js');
  writeFileSync(bin, 'process.exit(3);\n');
  const jobs = await jobsOf('failing', '.github/workflows/verify.yml', { subject: 'fixtures/ktx', shards: 2 });
  expect(outcomes(jobs).merge).toBe('failure');
  expect([...jobs.keys()].filter((name) => name.startsWith('verify '))).toHaveLength(2);
  const merge = jobs.get('merge');
  expect(merge?.outputs.verdict).toBe('failed');
  expect(merge?.log).toMatch(/^::error .*title=smoke failed/m);
  expect(merge?.summary).toMatch(/^## FAIL/);
  expect(readdirSync(join(root, 'failing', 'artifacts')).toSorted()).toEqual([
    'evidence-0',
    'evidence-1',
    'merged',
    'packed',
  ]);
}, 300_000);
