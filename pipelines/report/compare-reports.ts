/** What is different in the second of two reports. Pure. */
import type {
  CellChange,
  Comparison,
  FileChange,
  Finding,
  Report,
  SmokeChange,
  SmokeResult,
  TimeChange,
} from '../../schemas/types.ts';

import { hostCell, inCell } from './cell-names.ts';

/** A time is another one from this difference on; both must hold, because short ones vary most. */
const noticeable = { ratio: 1.25, ms: 100 };

export function compareReports(before: Report, after: Report): Comparison {
  const cells = cellChanges(before, after);
  const smokes = smokeChanges(before, after);
  const appeared = without(after.findings, before.findings);
  return {
    schemaVersion: 1,
    before: runOf(before),
    after: runOf(after),
    sameBytes: before.artifact && after.artifact ? before.artifact.sha256 === after.artifact.sha256 : null,
    worse:
      (before.state === 'passed' && after.state !== 'passed') ||
      [...cells, ...smokes].some((change) => change.before === 'passed' && change.after !== 'passed') ||
      appeared.some(({ severity }) => severity === 'error'),
    cells,
    smokes,
    times: timeChanges(before, after),
    findings: { appeared, gone: without(before.findings, after.findings) },
    files: fileChanges(before, after),
  };
}

function runOf({ runId, subject, state, startedAt, verdict, artifact, durationMs }: Report): Comparison['before'] {
  return {
    runId,
    subject,
    state,
    startedAt,
    ...(verdict ? { line: verdict.line } : {}),
    ...(artifact ? { version: artifact.version, sha256: artifact.sha256 } : {}),
    ...(durationMs === undefined ? {} : { durationMs }),
  };
}

/** Of a run without a matrix its one cell says no more than its verdict. */
function cellChanges(before: Report, after: Report): CellChange[] {
  const ofMatrix = ({ cells }: Report) =>
    new Map(cells.filter(({ id }) => id !== hostCell).map((cell) => [cell.id, cell]));
  const [old, now] = [ofMatrix(before), ofMatrix(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((id) => {
    const [was, is] = [old.get(id), now.get(id)];
    if (was?.outcome === is?.outcome) return [];
    const { required = true } = is ?? was ?? {};
    return { id, before: was?.outcome ?? null, after: is?.outcome ?? null, required };
  });
}

function smokeChanges(before: Report, after: Report): SmokeChange[] {
  const [old, now] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const either = is ?? was;
    if (!either || was?.outcome === is?.outcome) return [];
    const { name, cell, required } = either;
    const place = cell === undefined || cell === hostCell ? {} : { cell };
    return { name, ...place, before: was?.outcome ?? null, after: is?.outcome ?? null, required };
  });
}

function timeChanges(before: Report, after: Report): TimeChange[] {
  const changes: TimeChange[] = [];
  const note = (kind: TimeChange['kind'], name: string, beforeMs = 0, afterMs = 0): void => {
    const [less, more] = [Math.min(beforeMs, afterMs), Math.max(beforeMs, afterMs)];
    if (less <= 0 || more - less < noticeable.ms || more / less < noticeable.ratio) return;
    changes.push({ kind, name, beforeMs, afterMs, ratio: afterMs / beforeMs });
  };
  // Merging takes its own time, which says nothing of what was merged.
  if (!before.matrix?.merged && !after.matrix?.merged)
    note('run', 'the whole run', before.durationMs, after.durationMs);
  for (const { stage, cell, outcome, durationMs } of after.stages) {
    const was = before.stages.find((each) => inCell(each.stage, each.cell) === inCell(stage, cell));
    if (outcome === 'passed' && was?.outcome === 'passed')
      note('stage', inCell(stage, cell), was.durationMs, durationMs);
  }
  const old = byName(before);
  for (const [key, { outcome, durationMs }] of byName(after)) {
    const was = old.get(key);
    if (outcome === 'passed' && was?.outcome === 'passed') note('smoke', key, was.durationMs, durationMs);
  }
  const difference = ({ beforeMs, afterMs }: TimeChange) => Math.abs(afterMs - beforeMs);
  return changes.toSorted((a, b) => difference(b) - difference(a));
}

function fileChanges(before: Report, after: Report): FileChange[] {
  if (!before.artifact || !after.artifact) return [];
  const old = new Map(before.artifact.entries.map((entry) => [entry.path, entry]));
  const now = new Map(after.artifact.entries.map((entry) => [entry.path, entry]));
  return [...new Set([...old.keys(), ...now.keys()])].toSorted().flatMap((path) => {
    const [was, is] = [old.get(path), now.get(path)];
    if (!was || !is) return { path, before: was?.size ?? null, after: is?.size ?? null };
    const mode = was.mode !== is.mode;
    // A report of an earlier version of ours has no hashes.
    const contents =
      was.size === is.size && was.sha256 !== undefined && is.sha256 !== undefined && was.sha256 !== is.sha256;
    if (was.size === is.size && !mode && !contents) return [];
    return { path, before: was.size, after: is.size, ...(contents ? { contents } : {}), ...(mode ? { mode } : {}) };
  });
}

/** By the name with its cell. */
function byName({ smokes }: Report): Map<string, SmokeResult> {
  return new Map(smokes.map((smoke) => [inCell(smoke.name, smoke.cell), smoke]));
}

/** Those of `findings` that are not among `others`: the same code at the same place with the same words. */
function without(findings: readonly Finding[], others: readonly Finding[]): Finding[] {
  const key = ({ code, where, message }: Finding) =>
    JSON.stringify([code, where.file, where.pointer, where.smoke, where.cell, message]);
  const known = new Set(others.map(key));
  return findings.filter((each) => !known.has(key(each)));
}
