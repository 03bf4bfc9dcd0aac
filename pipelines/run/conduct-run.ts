/** For conduct.test.ts: conducts a run, as the program does, whose work is what the argument names; it ends with its exit code. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { interruption } from '../interruption.ts';
import { sampleMeta, sampleSmoke } from '../report/sample-run.ts';
import { createTerminal } from '../report/terminal/terminal.ts';
import { conduct } from './conduct.ts';
import type { RunHandle } from './recording.ts';
import type { Stages } from './stages.ts';

/** What conduct-run.ts is told to do. */
export interface ConductTask {
  work: keyof typeof works;
  workdir: string;
  stateHome: string;
  tmpDir: string;
  out?: string;
  keep?: boolean;
}

async function pass(run: RunHandle, stages: Stages): Promise<void> {
  for (const stage of ['inspect', 'identity', 'install'] as const) await stages.run(stage, async () => undefined);
  await stages.run('smokes', async () => {
    run.emit({ type: 'smokes-planned', total: 1 });
    run.emit({ type: 'smoke-finished', result: sampleSmoke('daemon > starts') });
  });
}

async function find(stages: Stages): Promise<void> {
  await stages.run('inspect', async () => {
    throw new StageFailure(finding('package-json-missing', {}));
  });
}

/** A process that outlives its parent, with the mark of a sandbox of the run. */
function leaveProcess(run: RunHandle): void {
  const env = { PATH: process.env.PATH, [MARK_VARIABLE]: `${run.mark}/left` };
  spawn('sleep', ['60'], { cwd: '/', env, stdio: 'ignore', detached: true }).unref();
}

function closingFails(closing: AsyncDisposableStack): void {
  for (const name of ['first', 'second']) {
    closing.defer(() => {
      throw new Error(`the ${name} closing failed`);
    });
  }
}

/** Rejects when `signal` is aborted; never without one. */
function wait(signal?: AbortSignal): Promise<never> {
  const life = setInterval(() => undefined, 1_000);
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => {
      clearInterval(life);
      reject(signal.reason);
    });
  });
}

const works = {
  passes: pass,
  'throws a TypeError': async (_, stages) => {
    await stages.run('inspect', async () => JSON.parse('{}').missing.more);
  },
  'finds something': (_, stages) => find(stages),
  'is given bad input': async (_, stages) => {
    await stages.run('pack', async () => {
      throw new InputError(finding('package-json-missing', {}));
    });
  },
  'cannot be closed': async (run, stages, closing) => {
    closingFails(closing);
    await pass(run, stages);
  },
  'finds something and cannot be closed': async (_, stages, closing) => {
    closingFails(closing);
    await find(stages);
  },
  'leaves a process': async (run, stages) => {
    leaveProcess(run);
    await pass(run, stages);
  },
  'has no place for its report': async (run, stages) => {
    mkdirSync(join(run.dir, 'report.json', 'in-the-way'), { recursive: true });
    await pass(run, stages);
  },
  'waits for the end': async (run, stages) => {
    leaveProcess(run);
    await stages.run('smokes', () => {
      run.emit({ type: 'smokes-planned', total: 1 });
      return wait(stages.signal);
    });
  },
  'is interrupted when it is done': async (run, stages, closing) => {
    closing.defer(() => {
      process.kill(process.pid, 'SIGTERM');
    });
    await pass(run, stages);
  },
  'never ends': (_, stages) => stages.run('smokes', () => wait()),
  'fails where nobody looks': async (_, stages) => {
    setTimeout(() => JSON.parse('{'), 1);
    await stages.run('smokes', () => wait());
  },
} satisfies Record<string, Parameters<typeof conduct>[1]>;

const task: ConductTask = JSON.parse(process.argv[2] ?? '{}');
const { workdir, stateHome, tmpDir, out, keep = false } = task;
const { subject, project, suite, shakedownVersion: version, environment } = sampleMeta;
const { stdout, stderr } = process;
process.exitCode = await conduct(
  {
    run: {
      workdir,
      project,
      suite,
      subject,
      version,
      stateHome,
      tmpDir,
      now: () => new Date(),
      ...(out ? { out } : {}),
    },
    report: { subject, project, suite, shakedownVersion: version, environment, suites: sampleMeta.suites },
    terminal: createTerminal({ stdout, stderr, env: {}, quiet: false, verbose: false, json: true, now: Date.now }),
    interruption,
    keep,
  },
  works[task.work],
);
