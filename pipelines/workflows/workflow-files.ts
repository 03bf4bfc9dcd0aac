/** For tests: the workflows and actions of this repository, as their YAML says. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../version.ts';

export interface WorkflowStep {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, string | number | boolean>;
  'working-directory'?: string;
}

export interface WorkflowJob {
  name?: string;
  needs?: string | string[];
  if?: string;
  uses?: string;
  with?: Record<string, string>;
  outputs?: Record<string, string>;
  permissions?: Record<string, string>;
  environment?: string;
  'timeout-minutes'?: number;
  'continue-on-error'?: string;
  strategy?: { matrix: string; 'fail-fast'?: boolean };
  steps?: WorkflowStep[];
}

export interface WorkflowFile {
  /** from the root of the repository, with slashes */
  path: string;
  text: string;
  /** events by name */
  on?: Record<string, unknown>;
  permissions?: Record<string, string>;
  concurrency?: { group: string; 'cancel-in-progress': boolean | string };
  jobs: Record<string, WorkflowJob>;
}

export interface ActionFile {
  path: string;
  text: string;
  inputs?: Record<string, { default?: string }>;
  outputs?: Record<string, { value: string }>;
  steps: WorkflowStep[];
}

const github = join(packageRoot, '.github');

export function workflows(): WorkflowFile[] {
  return ymlBelow(join(github, 'workflows')).map(({ path, text }) => ({ ...parse(text), path, text }));
}

export function actions(): ActionFile[] {
  return ymlBelow(join(github, 'actions')).map(({ path, text }) => {
    const { inputs, outputs, runs } = parse(text);
    return { path, text, inputs, outputs, steps: runs.steps };
  });
}

function ymlBelow(dir: string): { path: string; text: string }[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((file) => ({ path: relative(packageRoot, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }));
}
