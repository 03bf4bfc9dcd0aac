/** The parts as the events of one run, so that every reader of a run reads a merged one. */
import { isAbsolute, join, relative } from 'node:path';
import type { Finding, Report, SmokeRecord, SmokeResult, StageRecord } from '../../schemas/types.ts';
import { likenessOf } from '../findings/alike.ts';
import type { EventBody } from '../run/event-body.ts';
import type { MergedCells } from './merge-cells.ts';
import type { Part } from './read-part.ts';

/**
 * @param runDir absolute; the evidence of the smokes has been copied into it
 */
export function eventsOf(parts: readonly Part[], { cells, findings }: MergedCells, runDir: string): EventBody[] {
  const reports = parts.map(({ report }) => report);
  const first = <T>(of: (report: Report) => T | undefined): T | undefined => {
    for (const report of reports) {
      const found = of(report);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const preflight = first(({ preflight: known }) => (known?.ready ? known : undefined));
  // What one machine had only a stand-in for has not been seen with the real one.
  const standIn = first(({ tools: used }) => (used?.uv?.kind === 'stand-in' ? used : undefined));
  const tools = standIn ?? first((report) => report.tools);
  const artifact = first((report) => report.artifact);
  const compared = first(({ previous, comparison }) => (previous && comparison ? { previous, comparison } : undefined));
  return [
    ...(preflight ? [{ type: 'preflight-checked' as const, preflight }] : []),
    ...(tools ? [{ type: 'tools-found' as const, tools }] : []),
    ...(artifact ? [{ type: 'artifact-ready' as const, artifact }] : []),
    ...(compared ? [{ type: 'package-compared' as const, ...compared }] : []),
    { type: 'cells-planned', cells },
    ...stagesOf(reports).flatMap(({ stage, cell, outcome, durationMs = 0, detail }): EventBody[] => {
      const inCell = cell === undefined ? {} : { cell };
      const ended = outcome === 'running' ? ('interrupted' as const) : outcome;
      return [
        { type: 'stage-started', stage, ...inCell },
        { type: 'stage-finished', stage, ...inCell, outcome: ended, durationMs, ...(detail ? { detail } : {}) },
      ];
    }),
    ...cells.flatMap(({ id, handovers }): EventBody[] =>
      handovers ? [{ type: 'identity-proved', cell: id, handovers }] : [],
    ),
    { type: 'smokes-planned', total: reports.reduce((sum, { counts }) => sum + counts.planned, 0) },
    ...parts.flatMap((part) =>
      part.report.smokes.map(
        (result): EventBody => ({ type: 'smoke-finished', result: relocated(result, part, runDir) }),
      ),
    ),
    ...[...unique(parts), ...findings].map((found): EventBody => ({ type: 'finding', finding: found })),
  ];
}

/** A stage of several parts is told once: as the first that did not pass has it, else as the longest. */
function stagesOf(reports: readonly Report[]): StageRecord[] {
  const stages = new Map<string, StageRecord>();
  for (const stage of reports.flatMap((report) => report.stages)) {
    const key = `${stage.stage} ${stage.cell ?? ''}`;
    const known = stages.get(key);
    const isLonger = (stage.durationMs ?? 0) > (known?.durationMs ?? 0);
    if (!known || (known.outcome === 'passed' && (stage.outcome !== 'passed' || isLonger))) stages.set(key, stage);
  }
  return [...stages.values()];
}

/**
 * What every machine notices alike is told once, in the words of the first; where those differ, in a port or a temporary
 * directory, with the others that had it.
 */
function unique(parts: readonly Part[]): Finding[] {
  const seen = new Map<string, { found: Finding; name: string; others: Set<string> }>();
  for (const { name, report } of parts) {
    for (const found of report.findings) {
      const key = likenessOf(found);
      const known = seen.get(key);
      if (!known) seen.set(key, { found, name, others: new Set() });
      else if (known.found.message !== found.message && known.name !== name) known.others.add(name);
    }
  }
  return [...seen.values()].map(({ found, others }) =>
    others.size === 0 ? found : { ...found, message: `${found.message} (alike in ${[...others].join(', ')})` },
  );
}

/** The evidence of a smoke is where it was copied to. */
function relocated(result: SmokeResult, { report }: Part, runDir: string): SmokeResult {
  const move = (file: string): string => {
    const below = isAbsolute(file) ? relative(report.evidence.dir, file) : file;
    return below.startsWith('..') ? file : join(runDir, below);
  };
  const moved = (record: SmokeRecord): SmokeRecord => ({
    ...record,
    commands: record.commands.map((command) => ({
      ...command,
      stdoutFile: move(command.stdoutFile),
      stderrFile: move(command.stderrFile),
    })),
  });
  return {
    ...result,
    ...(result.record ? { record: moved(result.record) } : {}),
    ...(result.lastRecord ? { lastRecord: moved(result.lastRecord) } : {}),
  };
}
