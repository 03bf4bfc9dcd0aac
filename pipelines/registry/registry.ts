/** Starts and ends the throwaway registry (design, decision 5). */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile, type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../../smoke/process/error-code.ts';
import { identityOf, type ProcessIdentity } from '../../smoke/process/identity.ts';
import { StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import type { RegistryAnswer, RegistryOrder } from './child.ts';

export interface Registry extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/PREFIX/`, with the slash at its end. */
  url: string;
  port: number;
  process: ProcessIdentity;
  /** Verdaccio's request log, kept as evidence. */
  requestLog: string;
  /** Ends it and waits until its process is gone. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface RegistryOptions extends RegistryOrder {
  /** Environment of its process, with the run's marker. */
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** How long it may take to listen, in milliseconds. */
  readyWithinMs: number;
}

/**
 * Starts it in `dir`, which is made, and must hold no storage yet. What its process prints is kept beside the request log.
 * @throws StageFailure when it does not listen in time; the signal's reason when aborted
 */
export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  await using output = await makePlaces(options);
  options.signal.throwIfAborted();
  const child = spawn(process.execPath, [...loaderArgs(), join(import.meta.dirname, 'child.ts')], {
    cwd: options.dir,
    env: options.env,
    // A group of its own: a terminal's Ctrl-C reaches us, and we end it in order.
    detached: true,
    stdio: ['ignore', output.fd, output.fd, 'ipc'],
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    // Whoever never started has no exit; of whoever did, the exit says it.
    child.on('error', () => child.pid === undefined && resolve());
  });
  try {
    const port = await listening(child, options);
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    if (!identity) throw new Error('the registry listens and its process cannot be seen');
    return {
      url: `http://127.0.0.1:${port}/${options.prefix}/`,
      port,
      process: identity,
      requestLog: options.requestLog,
      [Symbol.asyncDispose]: () => end(child, gone),
    };
  } catch (error) {
    // One that is not up has nothing to end in order.
    child.kill('SIGKILL');
    await gone;
    throw error;
  }
}

/**
 * The storage, and the file for what the process prints: a file, not a pipe, so that nobody has to read it for the
 * registry to go on. A request log that cannot be written would end the registry at its first request, when it is up.
 */
async function makePlaces(options: RegistryOptions): Promise<FileHandle> {
  try {
    await mkdir(options.dir, { recursive: true });
    await mkdir(join(options.dir, 'storage'));
    await appendFile(options.requestLog, '');
    return await open(join(dirname(options.requestLog), 'registry.log'), 'a');
  } catch (error) {
    if (!(error instanceof Error) || errorCode(error) === undefined) throw error;
    throw notUp(error.message, options);
  }
}

function notUp(reason: string, { requestLog }: RegistryOptions): StageFailure {
  return new StageFailure(finding('registry-not-up', { reason, log: requestLog }, { stage: 'registry' }));
}

/** How this program was told to read TypeScript holds for its children too. */
function loaderArgs(): string[] {
  return process.execArgv.filter((arg) => !arg.startsWith('--inspect'));
}

function listening(child: ChildProcess, options: RegistryOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (reason: string) => reject(notUp(reason, options));
    const deadline = setTimeout(
      () => failed(`it did not listen within ${options.readyWithinMs} ms`),
      options.readyWithinMs,
    );
    const aborted = () => reject(options.signal.reason);
    options.signal.addEventListener('abort', aborted, { once: true });
    const settled = () => {
      clearTimeout(deadline);
      options.signal.removeEventListener('abort', aborted);
    };
    child.once('error', (error) => {
      settled();
      failed(error.message);
    });
    child.once('exit', (code, signal) => {
      settled();
      failed(`its process ended with ${signal ?? `exit ${code}`}`);
    });
    child.once('message', (message: RegistryAnswer) => {
      settled();
      if (message.kind === 'listening') resolve(message.port);
      else failed(message.reason);
    });
    child.once('spawn', () => {
      const { dir, requestLog, prefix, packageName, upstream, accounts = false } = options;
      const order = { dir, requestLog, prefix, packageName, accounts, ...(upstream ? { upstream } : {}) };
      child.send(order satisfies RegistryOrder);
    });
  });
}

const endGraceMs = 2_000;

/** Closing the channel asks it to end; what does not is killed. */
async function end(child: ChildProcess, gone: Promise<void>): Promise<void> {
  if (child.connected) child.disconnect();
  const kill = setTimeout(() => child.kill('SIGKILL'), endGraceMs);
  await gone;
  clearTimeout(kill);
}
