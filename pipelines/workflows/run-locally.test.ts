/** The verify and release workflows on this machine, every step of them, with what Actions would give. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { codeIn } from '../documents/code-in-markdown.ts';
import { ourFiles } from '../documents/ours/our-documents.ts';
import { type OwnCheckout, openOwnCheckout } from '../e2e/own-checkout.ts';
import { packageRoot } from '../version.ts';
import { defaultsOf, type JobResult, runWorkflow } from './run-locally.ts';
import { actions, type WorkflowFile, workflows } from './workflow-files.ts';

let place: OwnCheckout;
beforeAll(async () => {
  place = await openOwnCheckout();
}, 60_000);
afterAll(() => place[Symbol.asyncDispose](), 120_000);

async function jobsOf(
  name: string,
  path: string,
  inputs: Record<string, unknown>,
  more: { env?: Record<string, string>; repository?: string; workflows?: WorkflowFile[] } = {},
): Promise<Map<string, JobResult>> {
  const dir = join(place.root, name);
  mkdirSync(dir);
  const own = { shakedown: place.dir, workflows: [...workflows(), ...(more.workflows ?? [])], actions: actions() };
  const repository = more.repository ?? place.dir;
  const results = await runWorkflow({ dir, repository, ...own, env: { ...place.env, ...more.env } }, path, inputs);
  return new Map(results.map((result) => [result.name, result]));
}

const outcomes = (jobs: Map<string, JobResult>) =>
  Object.fromEntries([...jobs].map(([name, { result }]) => [name, result]));

/** A job has no login; NODE_AUTH_TOKEN of somebody who has one would be a secret. */
const noLogin = { NODE_AUTH_TOKEN: 'a-token-of-nobody' };

function rewrite(file: string, fields: object): void {
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...fields }));
}

/** A copy of the package in `source`, of that version. @returns absolute */
function asVersion(version: string, source: string): string {
  const copy = join(place.root, `${basename(source)}-${version}`);
  cpSync(source, copy, { recursive: true });
  rewrite(join(copy, 'package.json'), { version });
  return copy;
}

/** There is a release before this one, and the policy demands a comparison with it. @returns its source, absolute */
async function earlierRelease(): Promise<string> {
  const source = asVersion('0.0.9', join(place.dir, 'fixtures/ktx'));
  rewrite(join(place.dir, 'release-policy.json'), { evidence: { against: 'last-release' } });
  for (const command of ['tag v0.0.9', 'commit -q -a -m policy', 'tag -f v0.1.0', 'push -q -f origin main v0.1.0'])
    await place.git(place.dir, ...command.split(' '));
  return source;
}

test('a release, dry: packed once, verified, merged, ready, and nothing is published', async () => {
  const against = await earlierRelease();
  const jobs = await jobsOf('release', '.github/workflows/release.yml', { against }, { env: noLogin });
  expect(outcomes(jobs), [...jobs.values()].map(({ log }) => log).join('\n')).toEqual({
    'verify / plan': 'success',
    'verify / verify 1': 'success',
    'verify / merge': 'success',
    readiness: 'success',
    publish: 'skipped',
    published: 'skipped',
  });
  expect(jobs.get('readiness')?.log).toMatch(
    /^READY {2}@kaelio\/ktx@0\.1\.0 can be published to .*; nothing was changed$/m,
  );
  expect(jobs.get('readiness')?.log).toMatch(/^ +compared with @kaelio\/ktx@0\.0\.9 sha256 [0-9a-f]{64}$/m);
  expect(jobs.get('verify / merge')?.outputs).toMatchObject({
    verdict: 'passed',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(jobs.get('verify / verify 1')?.summary).toMatch(/^## PASS/);
}, 300_000);

describe('from another repository', () => {
  const [callsWorkflow, usesAction] = codeIn(readFileSync(join(packageRoot, 'README.md'), 'utf8')).flatMap((code) =>
    code.kind === 'block' && code.language === 'yaml' ? [parse(code.lines.map(({ text }) => text).join('\n'))] : [],
  );

  test('the lines that the README has for the workflow name one that there is, and its inputs', () => {
    const { uses, with: given } = callsWorkflow.jobs.verify;
    const called = workflows().find(({ path }) => uses === `OWNER/shakedown/${path}@COMMIT`);
    expect(JSON.stringify(called?.on)).toContain('workflow_call');
    expect(Object.keys(defaultsOf(called?.on ?? {}))).toEqual(expect.arrayContaining(Object.keys(given)));
  });

  const outputOf = (name: string): string => `\${{ steps.verify.outputs.${name} }}`;

  test('the lines that it has for the action verify the package, with the evidence as outputs', async () => {
    const repository = join(place.root, 'greet');
    for (const { path, text } of ourFiles()) {
      mkdirSync(dirname(join(place.dir, path)), { recursive: true });
      writeFileSync(join(place.dir, path), text);
    }
    const [checkout] = workflows().flatMap(({ jobs }) => Object.values(jobs)[0]?.steps?.[0] ?? []);
    const [step] = usesAction;
    if (!checkout) throw new Error('no step checks out');
    const job = {
      steps: [
        { ...checkout, with: {} },
        { ...step, id: 'verify', with: { ...step.with, subject: '.', against: asVersion('0.0.1', repository) } },
      ],
      outputs: { verdict: outputOf('verdict'), page: outputOf('report-path') },
    };
    const theirs = { path: 'theirs.yml', text: '', jobs: { job } };
    const jobs = await jobsOf('another', theirs.path, {}, { repository, workflows: [theirs] });
    expect(outcomes(jobs), jobs.get('job')?.log).toEqual({ job: 'success' });
    expect(jobs.get('job')?.outputs).toEqual({ verdict: 'passed', page: expect.stringMatching(/\/report\.html$/) });
    expect(jobs.get('job')?.log).toContain('since 0.0.1: ');
    expect(jobs.get('job')?.summary).toMatch(/^## PASS .*greet/);
  }, 300_000);
});

test('a package that is broken: two shards, one of them fails, and the merged report says which smoke', async () => {
  writeFileSync(join(place.dir, 'fixtures/ktx/dist/commands/runtime-prune.js'), 'process.exit(3);\n');
  const jobs = await jobsOf('failing', '.github/workflows/verify.yml', { subject: 'fixtures/ktx', shards: 2 });
  expect(outcomes(jobs).merge).toBe('failure');
  expect([...jobs.keys()].filter((name) => name.startsWith('verify '))).toHaveLength(2);
  const merge = jobs.get('merge');
  expect(merge?.outputs.verdict).toBe('failed');
  // Its checkout is in a directory of the workspace; GitHub knows files by their paths in the repository.
  expect(merge?.log).toMatch(/^::error file=smoke\/ktx\/prune\.smoke\.ts,line=\d+,title=smoke failed/m);
  expect(merge?.summary).toMatch(/^## FAIL/);
  expect(readdirSync(join(place.root, 'failing', 'artifacts')).toSorted()).toEqual([
    'evidence-0',
    'evidence-1',
    'merged',
    'packed',
  ]);
}, 300_000);
