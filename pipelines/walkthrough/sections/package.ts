import { jsonOf, verdictOf } from '../json-of.ts';
import { ownCommand, policyOption } from '../own-command.ts';
import type { PlanContext } from '../plan.ts';
import { failed, notApplicable, passed, type Section } from '../step.ts';
import { cellsOf } from '../verified.ts';

/** Of a whole verify over all cells, milliseconds. */
export const verifyWithinMs = 60 * 60_000;

/** The bytes: packed once, published to a throwaway registry, installed, used. */
export function packageSection({ subject, policy, cwd, against }: PlanContext): Section {
  const compared = against === undefined ? [] : ['--against', against];
  const verify = ownCommand(cwd, 'verify', subject.spec, ...policyOption(policy.file), ...compared);
  const matrix = ownCommand(cwd, 'matrix', subject.spec, ...policyOption(policy.file));
  const report = (runId = 'RUN') => ownCommand(cwd, 'report', runId, '--format', 'json');
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
          delete found.readiness;
          const { reasons, exitCode } = document.verdict;
          const evidence = [verdictOf(document.verdict), `run ${document.runId}, ${document.evidence.dir}`];
          return exitCode === 0 ? passed(...evidence) : failed(...evidence, ...reasons);
        },
      },
      {
        title: 'The same bytes everywhere',
        why: 'A rig that skips this can pass for months on the wrong package.',
        command: ({ report: verified }) => report(verified?.runId).shown,
        expected: 'at every hand-over what was packed',
        async act({ run, found: { report: verified } }) {
          if (!verified) return failed('nothing has been verified');
          const { document, end } = jsonOf('report', await run(report(verified.runId)));
          if (!document) return failed(end);
          const { handovers } = document;
          if (handovers.length === 0) return failed('no hand-over was made');
          const differing = handovers.filter(({ same }) => !same);
          if (differing.length === 0) return passed(...handovers.map(({ at, found }) => `${at}: ${found}`));
          return failed(...differing.map(({ at, expected, found }) => `${at}: expected ${expected}, found ${found}`));
        },
      },
      {
        title: 'Every package manager and Node of the policy',
        why: 'A release must work for every way in that its users have.',
        command: () => matrix.shown,
        expected: 'each of these cells passed',
        async act({ run, found: { report: verified } }) {
          const { document, end } = jsonOf('matrix', await run(matrix));
          if (!document) return failed(end);
          if (!policy.policy.matrix?.managers && !policy.policy.matrix?.nodes)
            return notApplicable('the policy names no managers and no Nodes: those of this machine were verified');
          if (!verified) return failed('nothing has been verified');
          const cells = cellsOf(verified);
          const missing = document.include.filter(({ id }) => !cells.some((cell) => cell.id === id));
          const bad = [
            ...cells.filter(({ passed: good }) => !good).map(({ words }) => words),
            ...missing.map(({ id }) => `missing: ${id}`),
          ];
          return bad.length === 0 ? passed(...cells.map(({ words }) => words)) : failed(...bad);
        },
      },
    ],
  };
}
