import { expect, test } from 'vitest';
import { check } from '../schema/validate.ts';
import { SmokeRecorder } from './smoke-recorder.ts';

const survivor = { pid: 12, startTime: '99', command: 'sleep 60', foundBy: 'marker' } as const;

test('an empty record is valid', () => {
  expect(check('smoke-record', new SmokeRecorder().record())).toMatchObject({ ok: true });
});

test('a record has steps, commands, survivors and the sandbox that was kept', async () => {
  const recorder = new SmokeRecorder();
  expect(await recorder.step('gives what it gives', () => 7)).toBe(7);
  await expect(recorder.step('fails', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  recorder.command(
    "cd /w && A=1 /p/ktx 'a b'",
    { cwd: '/w', durationMs: 5, stdoutBytes: 2, stderrBytes: 0, heldOpen: false },
    'exit 0',
    { stdout: '/e/01.stdout', stderr: '/e/01.stderr' },
  );
  recorder.survivors([survivor]);
  recorder.survivors([survivor, { ...survivor, startTime: '100' }]);
  recorder.sandboxKept('/s');
  const record = recorder.record();
  expect(check('smoke-record', record)).toMatchObject({ ok: true });
  expect(record).toMatchObject({
    sandboxDir: '/s',
    steps: [
      { title: 'gives what it gives', outcome: 'passed' },
      { title: 'fails', outcome: 'failed' },
    ],
    commands: [{ line: "cd /w && A=1 /p/ktx 'a b'", ended: 'exit 0', stdoutFile: '/e/01.stdout', stdoutBytes: 2 }],
    survivors: [
      { pid: 12, startTime: '99', command: 'sleep 60' },
      { pid: 12, startTime: '100', command: 'sleep 60' },
    ],
  });
});
