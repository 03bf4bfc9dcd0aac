import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Walkthrough } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { scratchRepository } from '../git/scratch-repository.ts';
import { packageRoot } from '../version.ts';
import { releaseFiles } from './release-files.ts';

const python = spawnSync('python3', ['-c', 'import pty']).status === 0;
const program = join(packageRoot, 'pipelines', 'shakedown.mjs');
const keys = { enter: '\r', down: '\u001b[B', interrupt: '\u0003' };
/** Until something is seen that does not take long, milliseconds; machines of a CI are slow. */
const withinMs = 60_000;

/** A terminal of 80 columns with `shakedown ARGS` in it. */
function terminal(args: readonly string[], { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }) {
  const script = join(import.meta.dirname, 'in-a-terminal.py');
  const child = spawn('python3', [script, '80', '40', process.execPath, program, ...args], { cwd, env });
  onTestFinished(() => void child.kill('SIGKILL'));
  let shown = '';
  let read = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const text = (): string => stripVTControlCharacters(shown).replaceAll('\r', '');
  return {
    /** What has been shown since the last time. @throws when `words` do not come */
    async shows(words: string): Promise<string> {
      const deadline = performance.now() + withinMs;
      for (;;) {
        const at = text().indexOf(words, read);
        if (at >= 0) {
          const since = text().slice(read, at + words.length);
          read = at + words.length;
          return since;
        }
        if (child.exitCode !== null || performance.now() > deadline)
          throw new Error(`expected ${JSON.stringify(words)}, found:\n${text().slice(read)}`);
        await delay(20);
      }
    },
    types: (...pressed: string[]) => child.stdin.write(pressed.join('')),
    /** The exit code, and what was shown last. */
    async ends(): Promise<[number | null, string]> {
      const code = await ended;
      return [code, text().slice(read)];
    },
  };
}

/** A package in a repository of its own, with a policy; not packed, not installed: only the first steps are done. */
function release() {
  const repository = scratchRepository();
  const home = join(repository.dir, '..', 'home');
  mkdirSync(home);
  repository.commit('chore: the first release', releaseFiles());
  const env = { PATH: process.env.PATH, HOME: home, TMPDIR: home, TERM: 'xterm-256color', NO_COLOR: '1' };
  const place = { cwd: repository.dir, env };
  return {
    repository,
    inTerminal: (...args: string[]) => terminal(args, place),
    shakedown: (...args: string[]) =>
      spawnSync(process.execPath, [program, ...args], { ...place, encoding: 'utf8', timeout: withinMs }),
    record(): Walkthrough {
      const file = join(repository.dir, '.shakedown', 'walkthrough.json');
      return parseAs('walkthrough', JSON.parse(readFileSync(file, 'utf8')), file);
    },
  };
}

const outcomesOf = ({ sections }: Walkthrough) =>
  Object.fromEntries(sections.flatMap(({ steps }) => steps).map(({ id, outcome }) => [id, outcome]));

describe.skipIf(!python)('in a terminal (which needs python3)', () => {
  test('a step fails, is looked at, mended and repeated; the walkthrough is stopped, resumed, interrupted, signed and ended', async () => {
    const { repository, inTerminal, shakedown, record } = release();
    repository.write({ 'forgotten.txt': 'x' });

    const first = inTerminal('walkthrough', '--by', 'Ann');
    await first.shows('PASS  commit');
    await first.shows('1.1 is done. What now?');
    first.types(keys.enter);
    expect(await first.shows('1.2 failed. What now?')).toContain('FAIL  ?? "forgotten.txt"'.replaceAll('"', ''));
    // Repeat is what is offered first after a failure; one up is a closer look.
    first.types('\u001b[A', keys.enter);
    await first.shows('?? forgotten.txt');
    await first.shows('1.2 failed. What now?');
    rmSync(join(repository.dir, 'forgotten.txt'));
    first.types(keys.enter);
    await first.shows('PASS  the tree is clean');
    await first.shows('1.2 is done. What now?');
    first.types(keys.down, keys.down, keys.down, keys.enter);
    const [stopped, words] = await first.ends();
    expect(stopped).toBe(4);
    expect(words).toContain('OPEN  @scope/x 1.2.3: 20 of 22 steps are left (from 1.3)');
    expect(words).toContain('walkthrough . --resume');
    expect(record()).toMatchObject({
      operator: 'Ann',
      state: 'open',
      sections: [{ steps: [{}, { outcome: 'passed' }, {}, {}, {}] }, ...Array(11).fill({})],
    });
    expect(record()).not.toHaveProperty('owner');

    // Ctrl-C in the question leaves everything as it is; Enter says yes.
    const asked = inTerminal('walkthrough', '--by', 'Ann');
    await asked.shows('2 of 22 steps are done');
    asked.types(keys.interrupt);
    expect((await asked.ends())[0]).toBe(4);
    const again = inTerminal('walkthrough', '--by', 'Ann');
    await again.shows('begin a new one');
    again.types(keys.enter);
    expect(await again.shows('1.3 is done. What now?')).not.toContain('1.1 The commit');
    again.types(keys.interrupt);
    expect((await again.ends())[0]).toBe(4);
    expect(outcomesOf(record())).toMatchObject({ '1.1': 'passed', '1.2': 'passed', '1.3': 'passed', '1.4': 'pending' });

    const rows = shakedown('walkthrough', '--markdown')
      .stdout.split('\n')
      .filter((line) => line.startsWith('- ['));
    const signed = shakedown('sign', ...rows, '--by', 'Ben', '--override', 'only for the test', '--json');
    expect(signed.status, signed.stderr).toBe(0);
    expect(parseAs('sign-report', JSON.parse(signed.stdout), 'sign').summary.updated).toBe(22);

    const last = inTerminal('walkthrough', '--resume');
    const [code, end] = await last.ends();
    expect(end).toContain('PASS  @scope/x 1.2.3: all 22 steps are done; 19 signed against the evidence');
    expect(end).toMatch(/git tag -a v1\.2\.3 -m v1\.2\.3 [0-9a-f]{40}\n +git push origin v1\.2\.3\n/);
    expect(end).toMatch(/publish \.\n.*publish \. --publish\n/);
    expect([code, record().state]).toEqual([0, 'passed']);
    expect(shakedown('walkthrough', '--markdown').stdout).toContain('against its evidence: only for the test');
  });

  test('Ctrl-C in a running step ends it, says how to go on, and leaves the record', async () => {
    const { repository, inTerminal, record } = release();
    repository.commit('test: one that takes long', { 'x.test.js': 'setTimeout(() => {}, 600_000);\n' });
    const session = inTerminal('walkthrough', '--by', 'Ann');
    for (const id of ['1.1', '1.2']) {
      await session.shows(`${id} is done. What now?`);
      session.types(keys.enter);
    }
    await session.shows('running');
    session.types(keys.interrupt);
    const [code, words] = await session.ends();
    expect(words).toContain('Interrupted: what was done before is on record.');
    expect(words).toContain('walkthrough . --resume');
    expect(code).toBe(130);
    expect(outcomesOf(record())).toMatchObject({ '1.2': 'passed', '1.3': 'pending' });
  });

  test('a second operator is refused, and a repair that is a commit begins it again, as the steps before were about another', async () => {
    const { repository, inTerminal, shakedown, record } = release();
    const session = inTerminal('walkthrough', '--by', 'Ann');
    await session.shows('1.1 is done. What now?');
    const second = shakedown('walkthrough', '--non-interactive');
    expect([second.status, second.stderr]).toEqual([2, expect.stringContaining('Ann is at work on')]);
    const revision = repository.commit('fix: something', { 'more.js': '1\n' });
    session.types(keys.enter);
    await session.shows('does not count any more');
    expect(await session.shows('1.1 is done. What now?')).toContain(`PASS  commit ${revision}`);
    session.types(keys.interrupt);
    expect((await session.ends())[0]).toBe(4);
    expect(record().revision).toBe(revision);
  });
});
