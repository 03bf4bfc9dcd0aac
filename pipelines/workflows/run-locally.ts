/**
 * For tests: does what a runner of GitHub Actions would do with a workflow, on this machine. Every `run:` is run by bash
 * with the files and variables that Actions gives; a checkout is a clone, artifacts go from job to job through a
 * directory, a reusable workflow runs its jobs in place, and of actions that others wrote only these are known:
 * checkout, upload-artifact, download-artifact, and the set-up of tools, which are there.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';
import { run } from '../../smoke/process/run.ts';
import { type Contexts, resolved, truth } from './expressions.ts';
import type { ActionFile, WorkflowFile, WorkflowJob, WorkflowStep } from './workflow-files.ts';

export interface Runner {
  /** absolute, empty; jobs work below it */
  dir: string;
  /** what a job checks out, absolute */
  repository: string;
  /** this repository, absolute, with its packages installed: where the actions are */
  shakedown: string;
  workflows: readonly WorkflowFile[];
  actions: readonly ActionFile[];
  /** PATH, HOME and the like: what a runner's machine has */
  env: Readonly<Record<string, string>>;
}

export interface JobResult {
  /** `verify / merge` of a reusable workflow */
  name: string;
  result: 'success' | 'failure' | 'skipped';
  /** it may fail without failing what it belongs to */
  mayFail?: boolean;
  outputs: Record<string, string>;
  /** all that its steps printed, in their order */
  log: string;
  summary: string;
}

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
  const given = { ...defaultsOf(file.on), ...inputs };
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
  const { printed: log, ok } = await runAll(job.steps ?? [], place, steps);
  const outputs = Object.fromEntries(
    Object.entries(job.outputs ?? {}).map(([key, value]) => [key, `${resolved(value, contexts) ?? ''}`]),
  );
  const mayFail = job['continue-on-error'] !== undefined && truth(job['continue-on-error'], contexts);
  const summary = textOf(join(temp, 'summary'));
  return { name, result: ok ? 'success' : 'failure', mayFail, outputs, log, summary };
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
  // Its packages are there already.
  const script = step.run?.replace(/^npm ci --prefix .*$/m, 'test -d "$home/node_modules"');
  if (script !== undefined) return await runScript(step, script, place, workspace);
  const uses = step.uses ?? '';
  const options = Object.fromEntries(
    Object.entries(step.with ?? {}).map(([key, value]) => [key, `${resolved(`${value}`, contexts) ?? ''}`]),
  );
  if (uses.startsWith('actions/checkout@')) return checkout(options.path, place);
  if (uses.startsWith('actions/upload-artifact@')) return upload(options, place);
  if (uses.startsWith('actions/download-artifact@')) return download(options, place);
  const own = runner.actions.find(({ path }) => uses.replace(/@.*$/, '').endsWith(dirname(path)));
  if (own) return await runAction(own, options, place);
  if (/^(actions\/setup-node|astral-sh\/setup-uv)@/.test(uses)) return nothing;
  throw new Error(`what would ${uses} do?`);
}

/** A composite action of ours. @param given its inputs, over their defaults */
async function runAction(action: ActionFile, given: Record<string, string>, place: Place): Promise<StepResult> {
  const defaults = Object.entries(action.inputs ?? {}).map(([name, input]) => [name, input.default ?? '']);
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const contexts: Contexts = {
    ...place.contexts,
    steps,
    inputs: { ...Object.fromEntries(defaults), ...given },
    github: { action_path: join(place.runner.shakedown, dirname(action.path)) },
  };
  const { printed, ok } = await runAll(action.steps, { ...place, contexts }, steps);
  const outputs = Object.entries(action.outputs ?? {}).map(([name, { value }]) => [
    name,
    `${resolved(value, contexts) ?? ''}`,
  ]);
  return { outputs: Object.fromEntries(outputs), printed, ok };
}

/** One after another; after a failure only those that say so. @param done takes the outputs of each by its id */
async function runAll(
  all: readonly WorkflowStep[],
  place: Place,
  done: Record<string, { outputs: Record<string, string> }>,
): Promise<{ printed: string; ok: boolean }> {
  let [printed, failed] = ['', false];
  for (const step of all) {
    if (step.if === undefined ? failed : !truth(step.if, place.contexts)) continue;
    const result = await runStep(step, place);
    printed += result.printed;
    if (step.id !== undefined) done[step.id] = { outputs: result.outputs };
    failed ||= !result.ok;
  }
  return { printed, ok: !failed };
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
  if (path === 'shakedown') symlinkSync(runner.shakedown, into);
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

function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', end, long, short] of text.matchAll(/^([\w-]+)(?:<<(\S+)\n([\s\S]*?)\n\2$|=(.*)$)/gm)) {
    outputs[name] = (end === undefined ? short : long) ?? '';
  }
  return outputs;
}

/** The inputs of a workflow's events, with what they are when nothing is given. */
export function defaultsOf(on: WorkflowFile['on'] = {}): Record<string, unknown> {
  const inputs = Object.values(on).flatMap((event) =>
    isRecord(event) && isRecord(event.inputs) ? Object.entries(event.inputs) : [],
  );
  return Object.fromEntries(inputs.map(([name, input]) => [name, isRecord(input) ? input.default : undefined]));
}

function joined(
  last: readonly JobResult[],
  all: readonly JobResult[],
): { result: string; outputs: Record<string, string> } {
  const result = all.some((each) => each.result === 'failure' && !each.mayFail)
    ? 'failure'
    : (last.at(-1)?.result ?? 'skipped');
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
