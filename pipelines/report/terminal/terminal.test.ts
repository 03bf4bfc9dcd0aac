import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../../schemas/types.ts';
import { parseAs } from '../../../smoke/schema/validate.ts';
import { concluded, recorded, sampleEvents, sampleFinding, sampleSmoke } from '../sample-run.ts';
import { createTerminal, type Terminal, type TerminalOptions } from './terminal.ts';

class FakeStream extends EventEmitter {
  isTTY = false;
  columns: number | undefined = 20;
  written = '';
  write(text: string, done?: (error?: Error | null) => void): boolean {
    this.written += text;
    done?.();
    return true;
  }
  hasColors(): boolean {
    return false;
  }
}

const opened = new Set<Terminal>();
afterEach(() => {
  vi.restoreAllMocks();
  for (const terminal of opened) terminal.close();
  opened.clear();
});

function open(
  options: Partial<Pick<TerminalOptions, 'quiet' | 'verbose' | 'json' | 'env' | 'calledAs'>> & { tty?: boolean } = {},
) {
  const { tty = false, ...rest } = options;
  const stdout = new FakeStream();
  const stderr = new FakeStream();
  stderr.isTTY = tty;
  stderr.columns = 80;
  const now = () => Date.parse('2026-11-02T10:00:01.250Z');
  const terminal = createTerminal({ stdout, stderr, env: {}, quiet: false, verbose: false, json: false, now, ...rest });
  opened.add(terminal);
  return { terminal, stdout, stderr };
}

const command = {
  line: 'ktx runtime doctor',
  cwd: '/p',
  ended: 'exit 0',
  durationMs: 80,
  stdoutFile: 'o',
  stderrFile: 'e',
  stdoutBytes: 0,
  stderrBytes: 0,
  heldOpen: false,
};
const smokes = [
  sampleSmoke('install > version', { record: { steps: [], survivors: [], commands: [command] } }),
  sampleSmoke('doctor > before', { outcome: 'failed', errors: [{ message: 'expected exit 1,\nfound exit 0' }] }),
  sampleSmoke('lazy > install', { outcome: 'skipped', reason: 'no uv' }),
];
const bodies = [...sampleEvents(smokes), { type: 'finding', finding: sampleFinding } as const];
const events: readonly RunEvent[] = recorded(bodies);
const report = concluded(bodies);

function golden(name: string): string {
  return join(import.meta.dirname, 'golden', `${name}.txt`);
}

/** What was painted last, from the erasing on. */
function lastFrame(written: string): string {
  const painted = written.slice(written.lastIndexOf('\u001b[J') + 3);
  return stripVTControlCharacters(painted).replaceAll('\r', '');
}

describe('talk on stderr', () => {
  test('without a terminal is a line for each stage, and failed smokes at once', async () => {
    const { terminal, stdout, stderr } = open();
    for (const event of events) terminal.onEvent(event);
    await expect(stderr.written).toMatchFileSnapshot(golden('progress-plain'));
    expect(stdout.written).toBe('');
  });

  test('when verbose has each smoke and its commands', async () => {
    const { terminal, stderr } = open({ verbose: true });
    for (const event of events) terminal.onEvent(event);
    await expect(stderr.written).toMatchFileSnapshot(golden('progress-verbose'));
  });

  test('when quiet is nothing, in a terminal too', async () => {
    for (const tty of [false, true]) {
      const { terminal, stdout, stderr } = open({ quiet: true, tty });
      for (const event of events) terminal.onEvent(event);
      await terminal.finish(report);
      expect(stderr.written).toBe('');
      expect(stdout.written).toMatch(/^FAIL {2}@kaelio\/ktx/);
    }
  });

  test('in a terminal shows running stages, counts, running smokes and the time, and only failures stay', () => {
    const { terminal, stderr } = open({ tty: true });
    const until = events.findIndex((event) => event.type === 'smoke-started' && event.name === 'lazy > install');
    for (const event of events.slice(0, until + 1)) terminal.onEvent(event);
    const last = lastFrame(stderr.written);
    expect(last).toBe('  smokes 0.3 s   2 of 3 smokes, 1 failed   1.3 s in all\n  lazy > install');
    expect(stderr.written).toContain('\u001b[JFAIL  doctor > before 120 ms: expected exit 1,\n');
    expect(stderr.written).not.toContain('pass');
    terminal.close();
    expect(stderr.written.endsWith('\r\u001b[J')).toBe(true);
  });

  test.each([[{ CI: '1' }], [{ TERM: 'dumb' }]])('in a terminal with %o is plain', (env) => {
    const { terminal, stderr } = open({ tty: true, env });
    for (const event of events) terminal.onEvent(event);
    expect(stderr.written).not.toContain('\u001b');
    expect(stderr.written).toContain('pass  install 1.2 s\n');
  });

  test('diagnostics do not tear the repainted lines', () => {
    const { terminal, stderr } = open({ tty: true });
    for (const event of events.slice(0, 2)) terminal.onEvent(event);
    terminal.diagnostics.report({ ...sampleFinding, severity: 'warning', where: {} });
    const last = lastFrame(stderr.written);
    expect(last).toMatch(/^warning bin-missing: [^\n]*\n {2}preflight 1\.2 s {3}1\.3 s in all$/);
  });
});

describe('the result on stdout', () => {
  test('is the summary, not cut where it is no terminal', async () => {
    const { terminal, stdout } = open();
    await terminal.finish(report);
    expect(stdout.written).toMatch(/^FAIL {2}@kaelio\/ktx 0\.1\.0 is not releasable/);
    expect(stdout.written).not.toContain('…');
  });

  test('ends with what to type for shakedown, where that is no command and something is to be typed', async () => {
    const calledAs = 'Here, shakedown is: npm run shakedown --';
    const failed = open({ calledAs });
    await failed.terminal.finish(report);
    expect(failed.stdout.written).toMatch(
      /\n {4}shakedown verify [^\n]*\n\nHere, shakedown is: npm run shakedown --\n$/,
    );
    const passed = open({ calledAs });
    await passed.terminal.finish(concluded(sampleEvents([sampleSmoke('a > b')])));
    expect(passed.stdout.written).not.toContain('Here');
  });

  test('comes when the repainted lines are gone and their timer with them', async () => {
    const started = vi.spyOn(globalThis, 'setInterval');
    const stopped = vi.spyOn(globalThis, 'clearInterval');
    const { terminal, stderr } = open({ tty: true });
    const [timer] = started.mock.results;
    if (timer?.type !== 'return') throw new Error('a timer was started');
    expect(timer.value.hasRef()).toBe(false);
    for (const event of events.slice(0, 2)) terminal.onEvent(event);
    await terminal.finish(report);
    expect(stderr.written.endsWith('\r\u001b[J')).toBe(true);
    expect(stopped).toHaveBeenCalledWith(timer.value);
  });

  test('with --json is one document that is the report; stderr has the verdict and the findings', async () => {
    const { terminal, stdout, stderr } = open({ json: true });
    for (const event of events) terminal.onEvent(event);
    await terminal.finish(report);
    expect(parseAs('report', JSON.parse(stdout.written), 'stdout')).toEqual(report);
    expect(stderr.written).toMatch(/\nerror bin-missing: /);
    expect(stderr.written).toMatch(/\nFAIL {2}@kaelio\/ktx 0\.1\.0 is not releasable[^\n]*\n$/);
  });
});
