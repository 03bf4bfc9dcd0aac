/** For interruption.test.ts: a program that says what it hears, and goes on until it is ended as its first argument says. */
import { writeSync } from 'node:fs';
import { mock } from 'node:test';

const [how, clockStepMs] = process.argv.slice(2);
const say = (line: string): unknown => writeSync(1, `${line}\n`);

// A clock that goes on by one step each time it is read: which signals are one Ctrl-C does not depend on the machine.
let now = 0;
performance.now = () => {
  now += Number(clockStepMs);
  return now;
};
if (how === 'deadline') mock.timers.enable({ apis: ['setTimeout'] });

const { atHardEnd, interruption } = await import('./interruption.ts');
atHardEnd(() => {
  throw new Error('an act that fails');
});
atHardEnd((end) => say(`last words: ${end.kind === 'fault' ? end.message.split('\n', 1) : end.signal}`));
atHardEnd(() => say('taken back'))();
interruption.addEventListener('abort', () => {
  say(String(interruption.reason));
  if (how !== 'deadline') return;
  mock.timers.tick(9_999);
  say('9999 ms later');
  mock.timers.tick(1);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => say(`heard ${signal}`));

if (how === 'orderly') interruption.addEventListener('abort', () => clearInterval(life));
const life = setInterval(() => undefined, 1_000);
say('ready');
if (how === 'throws') queueMicrotask(() => JSON.parse('{'));
if (how === 'rejects') Promise.reject(new Error('nobody catches this'));
