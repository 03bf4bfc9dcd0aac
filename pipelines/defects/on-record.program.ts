/** For on-record.test.ts: does on record the work that its last argument names, and says what it saw of it on stdout. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { InputError, StageFailure } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';
import { Interrupted, interruption } from '../interruption.ts';
import { storePlaces } from '../run/places.ts';
import { openRun } from '../run/recorder.ts';
import { NotReady } from '../run/store-fault.ts';
import { onRecord } from './on-record.ts';

const [, , workdir = '', stateHome = '', tmpDir = '', how = ''] = process.argv;
const say = (words: string): void => void process.stdout.write(`${words}\n`);

const about = { project: 'p', suite: 'defects', subject: 's', version: '0.0.0', now: () => new Date() };
const run = await openRun({ workdir, stateHome, tmpDir, ...about, warn: () => undefined });
const wrong = finding('defect-none-chosen', { only: 'x', count: 1 });

const never = (): Promise<never> => {
  setInterval(() => undefined, 1_000);
  return new Promise(() => undefined);
};

const works: Record<string, (closing: AsyncDisposableStack) => Promise<string>> = {
  ends: async () => 'all caught',
  'ends, and the process later': async () => 'all caught',
  'bad input': () => Promise.reject(new InputError(wrong)),
  'not ready': () => Promise.reject(new NotReady(wrong)),
  'stage failed': () => Promise.reject(new StageFailure(wrong)),
  bug: () => Promise.reject(new Error('a bug')),
  closes: async (closing) => {
    const isLocked = (): boolean => existsSync(storePlaces(workdir).lockFile);
    for (const name of ['first', 'last']) {
      closing.defer(() => say(`closed ${name}, while the run is ${isLocked() ? 'held' : 'over'}`));
    }
    return 'done';
  },
  leaves: async () => {
    const env = { PATH: process.env.PATH, [MARK_VARIABLE]: `${run.mark}/left` };
    const left = spawn('sleep', ['60'], { cwd: '/', env, stdio: 'ignore' });
    left.on('exit', (_, signal) => say(`left ended by ${signal}`));
    return 'done';
  },
  interrupted: async () => {
    const life = setInterval(() => undefined, 1_000);
    await new Promise((resolve) => {
      interruption.addEventListener('abort', resolve);
      process.kill(process.pid, 'SIGINT');
    });
    clearInterval(life);
    throw new Error('a worker ended on its own');
  },
  'interrupted by its own word': () => Promise.reject(new Interrupted('SIGTERM')),
  'fault at once': () => {
    setImmediate(() => {
      throw new Error('nobody caught this');
    });
    return never();
  },
  'interrupted twice': () => {
    // A clock that goes on by a second each time it is read: two signals are two, however fast they come.
    let now = 0;
    performance.now = () => {
      now += 1_000;
      return now;
    };
    interruption.addEventListener('abort', () => process.kill(process.pid, 'SIGTERM'));
    process.kill(process.pid, 'SIGINT');
    return never();
  },
};

try {
  const verdict = await onRecord({
    run,
    interruption,
    work: (closing) => works[how]?.(closing) ?? Promise.reject(new Error(`there is no work ${how}`)),
    endOf: (words) => ({ state: 'passed', exitCode: 0, verdict: words }),
    leaveTerminal: () => say('the terminal is left'),
  });
  say(`came to ${verdict}`);
  if (how === 'ends, and the process later') {
    setImmediate(() => {
      throw new Error('nobody caught this');
    });
  }
} catch (error) {
  say(`threw ${error instanceof Error ? error.name : typeof error}`);
}
