/** In a job of GitHub Actions: log groups while a run goes on, and at its end annotations, the summary and the outputs. */
import { join } from 'node:path';
import type { Report } from '../../../schemas/types.ts';
import { finding } from '../../findings/finding.ts';
import type { Io } from '../../io.ts';
import { markdownReport } from '../markdown.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { annotations } from './annotations.ts';
import { checkoutRoot } from './checkout-root.ts';
import { writeOutputs, writeSummary } from './job-files.ts';
import { maskerOf } from './masked.ts';
import { commandGate, workflowCommand } from './workflow-command.ts';

/** What is said to the runner goes to stderr and to the job's files: stdout stays the result. */
export function inActions(terminal: Terminal, { env, cwd, stderr }: Pick<Io, 'env' | 'cwd' | 'stderr'>): Terminal {
  const masked = maskerOf(env);
  const gate = commandGate((text) => stderr.write(text));
  let group: string | undefined;
  const enter = (title: string | undefined): void => {
    if (group === title) return;
    if (group !== undefined) gate.say(workflowCommand('endgroup', {}, ''));
    if (title !== undefined) gate.say(workflowCommand('group', {}, title));
    group = title;
  };
  const end = (): void => {
    enter(undefined);
    gate.release();
  };
  gate.hold();
  return {
    diagnostics: terminal.diagnostics,
    onEvent(event) {
      if (event.type === 'stage-started') enter(event.stage === 'smokes' ? 'Smokes' : 'Pack, publish, install');
      if (event.type === 'run-finished') enter(undefined);
      terminal.onEvent(event);
    },
    async finish(report) {
      enter(undefined);
      await terminal.finish(report);
      end();
      const shown = masked(report);
      const root = checkoutRoot(cwd, env.GITHUB_WORKSPACE || cwd);
      for (const line of annotations(shown, { root, cwd })) stderr.write(line);
      handOver(report, shown);
    },
    close() {
      terminal.close();
      end();
    },
  };

  function handOver(report: Report, shown: Report): void {
    const { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs } = env;
    try {
      if (summary) writeSummary(summary, markdownReport(shown));
      if (outputs) writeOutputs(outputs, outputsOf(report));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      terminal.diagnostics.report(finding('actions-file-unwritable', { reason: error.message }));
    }
  }
}

function outputsOf({ state, verdict, artifact, evidence, runId }: Report): Record<string, string> {
  return {
    verdict: state,
    'exit-code': `${verdict?.exitCode ?? ''}`,
    sha256: artifact?.sha256 ?? '',
    'run-id': runId,
    'report-path': join(evidence.dir, 'report.html'),
    'evidence-path': evidence.dir,
  };
}
