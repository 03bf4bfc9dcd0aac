/** A worker that tries cases, and a watch over it: one that hangs is killed, and another goes on. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

export interface Order {
  asVerify: boolean;
}

/** What became of one case. */
export interface Tried {
  /** of the findings; none: a clean pass */
  codes: string[];
  /** what must never happen */
  error?: string;
  /** of the worker, for this case alone */
  cpuMs: number;
  /** of the worker, since it began */
  peakRssMB: number;
}

export interface Watch extends AsyncDisposable {
  /** @returns what became of the case; a hang and the death of the worker are errors of it */
  try: (order: Order) => Promise<Tried>;
}

/** Many times what any command reads in one process; over thousands, memory that is not V8's heap adds up. */
const triesOfAWorker = 100;

/**
 * @param root is handed to the worker
 * @param deadlineMs of one case
 */
export function openWatch(root: string, deadlineMs: number, program = 'worker.program.ts'): Watch {
  let worker: ChildProcess | undefined;
  let tries = 0;
  const end = async (): Promise<void> => {
    const ending = worker;
    worker = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGKILL');
    await gone;
  };
  return {
    async try(order) {
      worker ??= await start(join(import.meta.dirname, program), root);
      const tried = await ask(worker, order, deadlineMs);
      tries += 1;
      if (tried.error !== undefined || tries % triesOfAWorker === 0) await end();
      return tried;
    },
    [Symbol.asyncDispose]: end,
  };
}

async function start(program: string, root: string): Promise<ChildProcess> {
  const worker = fork(program, [root], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('exit', (code, signal) => reject(new Error(`the worker ended at once: ${code ?? signal}`)));
  });
  worker.removeAllListeners('exit');
  return worker;
}

function ask(worker: ChildProcess, order: Order, deadlineMs: number): Promise<Tried> {
  const failed = (error: string): Tried => ({ codes: [], error, cpuMs: 0, peakRssMB: 0 });
  return new Promise((resolve) => {
    const finish = (tried: Tried): void => {
      clearTimeout(timer);
      worker.removeAllListeners('message');
      worker.removeAllListeners('exit');
      resolve(tried);
    };
    const timer = setTimeout(() => finish(failed(`it hung: no end within ${deadlineMs} ms`)), deadlineMs);
    worker.once('message', (tried: Tried) => finish(tried));
    worker.once('exit', (code, signal) => finish(failed(`the worker died: ${code ?? signal}`)));
    worker.send(order);
  });
}
