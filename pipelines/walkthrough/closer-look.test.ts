import { expect, test } from 'vitest';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { concluded, sampleEvents, sampleSmoke } from '../report/sample-run.ts';
import { renderLine } from '../report/terminal/line.ts';
import { closerLook } from './closer-look.ts';

async function shown(command: string, stdout: string, stderr = ''): Promise<string> {
  const output: CommandResult = {
    argv: ['node', 'shakedown.mjs', command, '--json'],
    cwd: '/',
    env: {},
    stdout,
    stderr,
    stdoutBytes: stdout.length,
    stderrBytes: stderr.length,
    truncated: false,
    heldOpen: false,
    durationMs: 1200,
    teeErrors: [],
    kind: 'exited',
    code: 1,
  };
  return (await closerLook([output])).map((line) => renderLine(line, { color: false })).join('\n');
}

test('a report is shown as verify shows it: with what failed, not as JSON', async () => {
  const failed = sampleSmoke('daemon > stops', { outcome: 'failed', errors: [{ message: 'says otherwise' }] });
  const text = await shown('verify', JSON.stringify(concluded(sampleEvents([failed]))), 'pass  pack\n');
  expect(text).toMatch(/^ {4}exit 1 after 1\.2 s\n {4}stderr\n {6}pass {2}pack\n {4}FAIL {2}@kaelio\/ktx/);
  expect(text).toContain('says otherwise');
  expect(text).not.toContain('"schemaVersion"');
});

test('what is no document of ours is shown as it is, made printable, from its end', async () => {
  expect(await shown('verify', 'no JSON\u001b[2J')).toBe('    exit 1 after 1.2 s\n    stdout\n      no JSON');
  const many = Array.from({ length: 200 }, (_, at) => `line ${at}`).join('\n');
  const text = await shown('anything', many);
  expect(text).toContain('stdout, the last 60 of 200 lines\n      line 140\n');
  expect(text.endsWith('line 199')).toBe(true);
});

test('a step that ran no command says so', async () => {
  expect(await closerLook([])).toHaveLength(1);
});
