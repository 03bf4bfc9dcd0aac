import { jsonOf } from '../json-of.ts';
import { ownCommand } from '../own-command.ts';
import type { PlanContext } from '../plan.ts';
import { failed, notApplicable, passed, type Section } from '../step.ts';
import { cellsOf } from '../verified.ts';

/** Of a whole verify over all cells, milliseconds. */
export const verifyWithinMs = 60 * 60_000;

/** The bytes: packed once, published to a throwaway registry, installed, used. */
export function packageSection({ subject, policy, cwd }: PlanContext): Section {
  const verify = ownCommand(cwd, 'verify', subject.spec, '--policy', policy.file, '--json');
  return {
    title: 'The package',
    steps: [
      {
        title: 'Verify it',
        why: 'The exact bytes go through a real registry and a real install, and are used as a stranger would.',
        command: () => verify.shown,
        expected: 'PASS',
        async act({ run, found }) {
          const { document, end } = jsonOf('report', await run({ ...verify, timeoutMs: verifyWithinMs }));
          if (!document?.verdict) return failed(end);
          found.report = document;
          const { line, reasons, exitCode } = document.verdict;
          return exitCode === 0 ? passed(line) : failed(line, ...reasons);
        },
      },
      {
        title: 'The same bytes everywhere',
        why: 'A rig that skips this can pass for months on the wrong package.',
        command: ({ report }) => ownCommand(cwd, 'report', report?.runId ?? 'RUN', '--format', 'json').shown,
        expected: 'all hand-overs the same',
        async act({ found: { report } }) {
          if (!report) return failed('nothing has been verified');
          const differing = report.handovers.filter(({ same }) => !same);
          if (report.handovers.length === 0) return failed('no hand-over was made');
          if (differing.length === 0) return passed(...report.handovers.map(({ at, found }) => `${at}: ${found}`));
          return failed(...differing.map(({ at, expected, found }) => `${at}: expected ${expected}, found ${found}`));
        },
      },
      {
        title: 'Every package manager and Node of the policy',
        why: 'A release must work for every way in that its users have.',
        command: () => ownCommand(cwd, 'matrix', '--policy', policy.file).shown,
        expected: 'every cell passed',
        async act({ found: { report } }) {
          if (policy.policy.matrix === undefined)
            return notApplicable('the policy names no matrix: one cell was verified');
          if (!report) return failed('nothing has been verified');
          const cells = cellsOf(report);
          const bad = cells.filter(({ passed: good }) => !good);
          return bad.length === 0
            ? passed(...cells.map(({ words }) => words))
            : failed(...bad.map(({ words }) => words));
        },
      },
    ],
  };
}
