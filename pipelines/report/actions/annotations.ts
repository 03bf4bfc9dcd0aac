/** What is wrong with a run, as annotations of the files in the workspace: the most important first, within the limits. */
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Finding, Report, SmokeResult } from '../../../schemas/types.ts';
import { hasCode } from '../../run/system-error.ts';
import { acrossCells, type FoundAcross } from '../across-cells.ts';
import { inCell, inCells } from '../cell-names.ts';
import { rerunCommand } from '../rerun-command.ts';
import { lineOfPointer } from './line-of-pointer.ts';
import { workflowCommand } from './workflow-command.ts';

/** GitHub shows so many of each level of one step. */
const mostOfALevel = 10;

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  level: Level;
  title: string;
  message: string;
  /** absolute */
  file?: string | undefined;
  line?: number | undefined;
}

const levels = { error: 'error', warning: 'warning', info: 'notice' } satisfies Record<Finding['severity'], Level>;

export interface Workspace {
  /** the checkout, absolute; only files in it are named, by their paths from there */
  root: string;
  /** where the command was run, absolute; the paths in a report start there */
  cwd: string;
}

/** The lines to write, each a workflow command. A file that cannot be read is named without a line. */
export function annotations(report: Report, workspace: Workspace): string[] {
  const all = [
    ...report.smokes.filter(({ required }) => required).flatMap((smoke) => ofSmoke(smoke, report, workspace)),
    ...acrossCells(report.findings).map((each) => ofFinding(each, report, workspace)),
    ...report.smokes.filter(({ required }) => !required).flatMap((smoke) => ofSmoke(smoke, report, workspace)),
  ];
  return (['error', 'warning', 'notice'] as const)
    .flatMap((level) =>
      withinLimit(
        all.filter((each) => each.level === level),
        level,
      ),
    )
    .map((each) => commandOf(each, workspace));
}

function withinLimit(of: readonly Annotation[], level: Level): Annotation[] {
  if (of.length <= mostOfALevel) return [...of];
  const left = of.length - (mostOfALevel - 1);
  return [
    ...of.slice(0, mostOfALevel - 1),
    { level, title: `and ${left} more`, message: 'The summary of this step has all of them.' },
  ];
}

function ofSmoke(smoke: SmokeResult, report: Report, { root, cwd }: Workspace): Annotation[] {
  const { name, cell, required, outcome, errors = [] } = smoke;
  if (outcome !== 'failed' && outcome !== 'flaky') return [];
  const [error] = errors;
  const [, path, line] = /^(.+):(\d+):\d+$/.exec(error?.at ?? '') ?? [];
  const file = path === undefined ? undefined : [resolve(cwd, path), join(root, path)].find((each) => existsSync(each));
  return [
    {
      level: required ? 'error' : 'warning',
      title: `${required ? 'smoke' : 'advisory smoke'} ${outcome}: ${inCell(name, cell)}`,
      message: `${error?.message ?? 'no error was recorded'}\nAgain: ${rerunCommand(report, smoke)}`,
      ...(file === undefined ? {} : { file, line: Number(line) }),
    },
  ];
}

function ofFinding(
  { found: { code, severity, where, message, remediation }, cells }: FoundAcross,
  report: Report,
  { cwd }: Workspace,
): Annotation {
  const file = where.file === undefined ? undefined : fileOf(where.file, report, cwd);
  return {
    level: levels[severity],
    title: inCells(code, cells),
    message: `${message}\nNext: ${remediation}`,
    ...(file === undefined ? {} : { file, line: where.line ?? lineAt(file, where.pointer) }),
  };
}

/** A finding names a file of the package, or one as it was given on the command line. */
function fileOf(file: string, { artifact, subject, policy }: Report, cwd: string): string | undefined {
  const source = artifact === undefined || artifact.source.kind === 'directory' ? resolve(cwd, subject) : cwd;
  const candidates =
    file === policy?.file || isAbsolute(file) ? [resolve(cwd, file)] : [join(source, file), resolve(cwd, file)];
  return candidates.find((each) => existsSync(each));
}

function lineAt(file: string, pointer: string | undefined): number | undefined {
  if (pointer === undefined) return undefined;
  try {
    return lineOfPointer(readFileSync(file, 'utf8'), pointer);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function commandOf({ level, title, message, file, line }: Annotation, { root }: Workspace): string {
  const path = file === undefined ? undefined : relative(root, file);
  const inside = path !== undefined && path !== '' && !path.startsWith('..') && !isAbsolute(path);
  return workflowCommand(level, { ...(inside ? { file: path.split(sep).join('/'), line } : {}), title }, message);
}
