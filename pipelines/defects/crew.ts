/** The workers of `shakedown defects`, as one thing that can be asked. */
import { type ChildProcess, fork } from 'node:child_process';
import { open } from 'node:fs/promises';
import { InputError } from '../findings/errors.ts';
import type { Answer, Examination, Order } from './orders.ts';

export interface Crew extends AsyncDisposable {
  /**
   * Gives the order to the next worker that is free.
   * @param onTaken hears that one has taken it
   * @throws InputError when the defect is wrong; Error when the worker broke; the signal's reason
   */
  ask(order: Order, onTaken?: () => void): Promise<Examination>;
  /** Ends all workers and waits until they are gone. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface CrewOptions {
  /** what a worker runs, absolute: says `ready`, and answers each Order with an Answer */
  program: string;
  size: number;
  /** the workers' whole environment, with the run's mark */
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** what the workers print, which is nothing unless they break */
  log: string;
  signal: AbortSignal;
}

/** A worker cleans up within a second of its interruption; one that does not is killed. */
const endGraceMs = 2_000;

/** Starts the workers; they get ready on their own while the first orders are made. */
export async function openCrew({ program, size, env, cwd, log, signal }: CrewOptions): Promise<Crew> {
  await using output = await open(log, 'a');
  const workers = Array.from({ length: size }, () => startWorker({ program, env, cwd, fd: output.fd, log }));
  const idle = [...workers];
  const waiting: ((worker: Worker) => void)[] = [];
  const free = (worker: Worker): void => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  return {
    async ask(order, onTaken) {
      signal.throwIfAborted();
      const worker = idle.shift() ?? (await Promise.race([aborted, new Promise<Worker>((take) => waiting.push(take))]));
      onTaken?.();
      // One that has died is free too: whoever asks it next is told at once.
      return examinationIn(await Promise.race([aborted, worker.ask(order)]).finally(() => free(worker)));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.end()));
    },
  };
}

function examinationIn(answer: Answer): Examination {
  switch (answer.kind) {
    case 'examined':
      return answer.examination;
    case 'bad-input': {
      const [first, ...others] = answer.findings;
      if (first) throw new InputError(first, ...others);
      throw new Error('a worker refused a defect without a reason');
    }
    case 'fault':
      throw new Error(`a worker broke: ${answer.reason}`);
  }
}

interface Worker {
  ask(order: Order): Promise<Answer>;
  end(): Promise<void>;
}

function startWorker(options: Pick<CrewOptions, 'program' | 'env' | 'cwd' | 'log'> & { fd: number }): Worker {
  const { program, env, cwd, fd, log } = options;
  const child = fork(program, [], {
    cwd,
    env,
    // A group of its own: a terminal's Ctrl-C reaches us, and we end the workers in order.
    detached: true,
    stdio: ['ignore', fd, fd, 'ipc'],
  });
  const gone = new Promise<string>((resolve) => {
    child.once('exit', (code, killedBy) => resolve(killedBy ?? `exit ${code}`));
    child.on('error', (error) => resolve(error.message));
  });
  const ready = messageFrom<'ready'>(child);
  const unexpected = gone.then((how): never => {
    throw new Error(`a worker ended on its own: ${how}; what it said is in ${log}`);
  });
  unexpected.catch(() => undefined);
  return {
    async ask(order) {
      // In this order: one that was ready may have ended since.
      await Promise.race([unexpected, ready]);
      const answer = messageFrom<Answer>(child);
      child.send(order);
      return await Promise.race([answer, unexpected]);
    },
    async end() {
      if (child.connected) child.disconnect();
      const kill = setTimeout(() => child.kill('SIGKILL'), endGraceMs);
      await gone;
      clearTimeout(kill);
    },
  };
}

function messageFrom<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve) => {
    child.once('message', (message: T) => resolve(message));
  });
}
