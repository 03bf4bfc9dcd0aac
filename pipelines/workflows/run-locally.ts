/**
 * For tests: does what a runner of GitHub Actions would do with a workflow, on this machine. Every `run:` is run by bash
 * with the files and variables that Actions gives; a checkout is a clone, artifacts go from job to job through a
 * directory, a reusable workflow runs its jobs in place, and of actions that others wrote only these are known:
 * checkout, upload-artifact, download-artifact, and the set-up of tools, which are there.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';
import { runInNewContext } from 'node:vm';
import { run } from '../../smoke/process/run.ts';
import type { WorkflowFile, WorkflowJob, WorkflowStep } from './workflow-files.ts';

export interface Runner {
  /** absolute, empty; jobs work below it */
  dir: string;
  /** a git repository with what is checked out, absolute; node_modules are installed there */
  repository: string;
  workflows: readonly WorkflowFile[];
  /** the steps of `.github/actions/setup` */
  setup: readonly WorkflowStep[];
  /** PATH, HOME and the like: what a runner's machine has */
  env: Readonly<Record<string, string>>;
}

export interface JobResult {
  /** `verify / merge` of a reusable workflow */
  name: string;
  result: 'success' | 'failure' | 'skipped';
  outputs: Record<string, string>;
  /** all that its steps printed, in their order */
  log: string;
  summary: string;
}

type Contexts = Record<string, unknown>;

/** Runs a workflow to its end. @param inputs of its dispatch or call, over its defaults */
export async function runWorkflow(
  runner: Runner,
  path: string,
  inputs: Record<string, unknown> = {},
  prefix = '',
): Promise<JobResult[]> {
  const file = runner.workflows.find((each) => each.path === path);
  if (!file) throw new Error(`no workflow ${path}`);
  const all: JobResult[] = [];
  const needs: Record<string, { result: string; outputs: Record<string, string> }> = {};
  const given = { ...defaultsOf(file), ...inputs };
  for (const [id, job] of Object.entries(file.jobs)) {
    const contexts: Contexts = { inputs: given, needs };
    const before = [job.needs ?? []].flat().map((name) => needs[name]?.result);
    const wanted =
      job.if === undefined
        ? before.every((each) => each === 'success')
        : truth(job.if, contexts) && (job.if.includes('cancelled') || before.every((each) => each === 'success'));
    const results = wanted ? await runJob(runner, `${prefix}${id}`, job, contexts) : [skipped(`${prefix}${id}`)];
    all.push(...results);
    needs[id] = joined(job.uses === undefined ? results : results.slice(-1), results);
  }
  return all;
}

async function runJob(runner: Runner, name: string, job: WorkflowJob, contexts: Contexts): Promise<JobResult[]> {
  if (job.uses !== undefined) {
    const inputs = Object.fromEntries(
      Object.entries(job.with ?? {}).map(([key, value]) => [key, resolved(`${value}`, contexts)]),
    );
    return await runWorkflow(runner, job.uses.replace(/^\.\//, ''), inputs, `${name} / `);
  }
  if (!job.strategy) return [await runSteps(runner, name, job, contexts)];
  const matrix = resolved(job.strategy.matrix, contexts);
  const cells = isRecord(matrix) && Array.isArray(matrix.include) ? matrix.include : [];
  const results: JobResult[] = [];
  for (const [index, cell] of cells.entries())
    results.push(
      await runSteps(runner, `${name} ${index + 1}`, job, {
        ...contexts,
        matrix: cell,
        strategy: { 'job-index': index },
      }),
    );
  return results;
}

async function runSteps(runner: Runner, name: string, job: WorkflowJob, given: Contexts): Promise<JobResult> {
  const dir = join(runner.dir, name.replace(/\W+/g, '-'));
  const [workspace, temp] = [join(dir, 'workspace'), join(dir, 'temp')];
  for (const each of [workspace, temp]) mkdirSync(each, { recursive: true });
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const contexts: Contexts = { ...given, steps, runner: { temp }, job: { workflow_repository: '', workflow_sha: '' } };
  const place: Place = { runner, workspace, temp, dir, contexts };
  let [log, failed] = ['', false];
  for (const step of job.steps ?? []) {
    if (step.if === undefined ? failed : !truth(step.if, contexts)) continue;
    const { outputs, printed, ok } = await runStep(step, place);
    log += printed;
    if (step.id !== undefined) steps[step.id] = { outputs };
    failed ||= !ok;
  }
  const outputs = Object.fromEntries(
    Object.entries(job.outputs ?? {}).map(([key, value]) => [key, `${resolved(value, contexts) ?? ''}`]),
  );
  return { name, result: failed ? 'failure' : 'success', outputs, log, summary: textOf(join(temp, 'summary')) };
}

interface Place {
  runner: Runner;
  workspace: string;
  temp: string;
  dir: string;
  contexts: Contexts;
}

interface StepResult {
  outputs: Record<string, string>;
  printed: string;
  ok: boolean;
}

const nothing: StepResult = { outputs: {}, printed: '', ok: true };

async function runStep(step: WorkflowStep, place: Place): Promise<StepResult> {
  const { runner, workspace, contexts } = place;
  if (step.run !== undefined) return await runScript(step, step.run, place, workspace);
  const uses = step.uses ?? '';
  const options = Object.fromEntries(
    Object.entries(step.with ?? {}).map(([key, value]) => [key, `${resolved(`${value}`, contexts) ?? ''}`]),
  );
  if (uses.startsWith('actions/checkout@')) return checkout(options.path, place);
  if (uses.startsWith('actions/upload-artifact@')) return upload(options, place);
  if (uses.startsWith('actions/download-artifact@')) return download(options, place);
  if (uses.endsWith('.github/actions/setup')) {
    let outputs = {};
    for (const each of runner.setup) {
      if (each.run === undefined) continue;
      const env = { ...each.env, ACTION_PATH: join(runner.repository, '.github/actions/setup') };
      const result = await runScript(
        { ...each, env },
        each.run.replace(/^npm ci .*$/m, 'test -d "$home/node_modules"'),
        place,
        workspace,
      );
      if (!result.ok) return result;
      outputs = result.outputs;
    }
    return { ...nothing, outputs };
  }
  if (/^(actions\/setup-node|astral-sh\/setup-uv)@/.test(uses)) return nothing;
  throw new Error(`what would ${uses} do?`);
}

async function runScript(
  step: WorkflowStep,
  script: string,
  { runner, temp, contexts }: Place,
  workspace: string,
): Promise<StepResult> {
  const outputFile = join(temp, 'output');
  writeFileSync(outputFile, '');
  const env = Object.fromEntries(
    Object.entries(step.env ?? {}).map(([key, value]) => [key, `${resolved(`${value}`, contexts) ?? ''}`]),
  );
  const cwd = join(workspace, step['working-directory'] ?? '.');
  const result = await run(['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    env: {
      ...runner.env,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: join(temp, 'summary'),
      ...env,
    },
    timeoutMs: 300_000,
  });
  const printed = `$ ${script}\n${result.stdout}${result.stderr}`;
  return { outputs: outputsIn(textOf(outputFile)), printed, ok: result.kind === 'exited' && result.code === 0 };
}

/** A clone of the committed state; the second one of a job, Shakedown itself, is where its packages are installed. */
function checkout(path: string | undefined, { runner, workspace }: Place): StepResult {
  const into = join(workspace, path ?? '.');
  if (path === 'shakedown') symlinkSync(runner.repository, into);
  else
    cpSync(runner.repository, into, {
      recursive: true,
      filter: (source) => !/\/(node_modules|\.shakedown)$/.test(source) || source.includes('fixtures'),
    });
  return nothing;
}

function upload({ name = '', path = '' }: Record<string, string>, { runner }: Place): StepResult {
  if (!existsSync(path)) return { ...nothing, printed: `no files at ${path}\n`, ok: false };
  cpSync(path, join(runner.dir, 'artifacts', name), { recursive: true });
  return nothing;
}

/** One by its name goes into the path itself, those of a pattern each into a directory of its name. */
function download({ name, pattern = '*', path = '' }: Record<string, string>, { runner }: Place): StepResult {
  const artifacts = join(runner.dir, 'artifacts');
  const names = name === undefined ? readdirSync(artifacts).filter((each) => matchesGlob(each, pattern)) : [name];
  for (const each of names) {
    const into = name === undefined ? join(path, each) : path;
    mkdirSync(dirname(into), { recursive: true });
    cpSync(join(artifacts, each), into, { recursive: true });
  }
  return nothing;
}

/** A whole `${{ }}` is a value of any kind, what is not there among them; among text each is text. */
function resolved(text: string, contexts: Contexts): unknown {
  const [, whole] = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text.trim()) ?? [];
  if (whole !== undefined) return evaluated(whole, contexts);
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => `${evaluated(expression, contexts) ?? ''}`);
}

function truth(condition: string, contexts: Contexts): boolean {
  const expression = /^\$\{\{(.*)\}\}$/s.exec(condition.trim())?.[1] ?? condition;
  return Boolean(evaluated(expression, contexts));
}

/** Such expressions as our workflows have are JavaScript too, but for names with a hyphen. */
function evaluated(expression: string, contexts: Contexts): unknown {
  const names = {
    inputs: {},
    needs: {},
    steps: {},
    matrix: {},
    ...contexts,
    cancelled: () => false,
    fromJSON: JSON.parse,
  };
  return runInNewContext(expression.replace('strategy.job-index', "strategy['job-index']"), names);
}

function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', end, long, short] of text.matchAll(/^([\w-]+)(?:<<(\S+)\n([\s\S]*?)\n\2$|=(.*)$)/gm)) {
    outputs[name] = (end === undefined ? short : long) ?? '';
  }
  return outputs;
}

function defaultsOf({ on = {} }: WorkflowFile): Record<string, unknown> {
  const inputs = Object.values(on).flatMap((event) =>
    isRecord(event) && isRecord(event.inputs) ? Object.entries(event.inputs) : [],
  );
  return Object.fromEntries(inputs.map(([name, input]) => [name, isRecord(input) ? input.default : undefined]));
}

function joined(
  last: readonly JobResult[],
  all: readonly JobResult[],
): { result: string; outputs: Record<string, string> } {
  const result = all.some((each) => each.result === 'failure') ? 'failure' : (last.at(-1)?.result ?? 'skipped');
  return { result, outputs: last.at(-1)?.outputs ?? {} };
}

function skipped(name: string): JobResult {
  return { name, result: 'skipped', outputs: {}, log: '', summary: '' };
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
