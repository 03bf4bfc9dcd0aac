import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandFailure } from '../schemas/types.ts';
import { type CommandResult, describeEnd } from '../smoke/process/command-result.ts';
import { run } from '../smoke/process/run.ts';
import { parseAs } from '../smoke/schema/validate.ts';
import { program } from './command-line.ts';
import { exitCodeOf } from './report/exit-code.ts';
import { packageRoot } from './version.ts';

const launcher = join(packageRoot, 'pipelines', 'shakedown.mjs');
const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');

let root: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'main-')));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Runs the real command. */
function shakedown(args: readonly string[], env: Record<string, string> = {}): Promise<CommandResult> {
  return run([process.execPath, launcher, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: root, TMPDIR: root, ...env },
    timeoutMs: 60_000,
  });
}

const inShort = (result: CommandResult) => ({
  end: describeEnd(result),
  stdout: result.stdout,
  stderr: result.stderr,
});

function failureOn({ stdout }: CommandResult): CommandFailure {
  return parseAs('command-failure', JSON.parse(stdout), 'stdout');
}

/** Every command below `of`, as it is typed: `runs prune`. */
function commandsBelow(of: Command, before: readonly string[] = []): string[][] {
  return of.commands.flatMap((each) => {
    const path = [...before, each.name()];
    return [path, ...commandsBelow(each, path)];
  });
}
const io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: {},
  cwd: '/',
  now: () => new Date(),
  signal: new AbortController().signal,
};
const commands = commandsBelow(program(io, () => undefined));

/** The options that a help text lists, without --help, which all have. */
function optionsIn(help: string): string[] {
  const found = [...help.matchAll(/^ +(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = '']) => option);
  return found.filter((option) => option !== '--help');
}

describe('help', () => {
  const helps = new Map<string, CommandResult>();
  beforeAll(async () => {
    const all = [[], ...commands];
    await Promise.all(all.map(async (path) => helps.set(path.join(' '), await shakedown([...path, '--help']))));
  });
  const helpOf = (path: string): string => helps.get(path)?.stdout ?? expect.fail(`no help of ${path}`);

  test('of every command is on stdout, exit 0, and stderr is silent', () => {
    expect(helps.size).toBeGreaterThan(8);
    for (const [path, result] of helps) {
      expect(inShort(result)).toEqual({ end: 'exit 0', stdout: expect.any(String), stderr: '' });
      expect(result.stdout).toMatch(new RegExp(`^Usage: shakedown ${path}`));
    }
  });

  test('of every command that does something names --json; of the others, what is below them', () => {
    const withoutJson = [...helps.keys()].filter((path) => !optionsIn(helpOf(path)).includes('--json'));
    for (const path of withoutJson) expect({ path, help: helpOf(path) }).toMatchObject({ help: /^Commands:$/m });
  });

  test('of verify names the options that the README has for it, and no others', () => {
    const rows = [...readme.matchAll(/^\| (`--.*?) \|/gm)].map(([, cell = '']) => cell);
    const inReadme = rows.flatMap((cell) => [...cell.matchAll(/`(--[a-z-]+)/g)].map(([, option = '']) => option));
    expect(inReadme.length).toBeGreaterThan(5);
    expect(inReadme.sort()).toEqual(optionsIn(helpOf('verify')).sort());
  });

  test('names every command and option that the README shows in use', () => {
    const lines = [...readme.matchAll(/^npm run (verify|shakedown) -- (.*?)(?: +#.*)?$/gm)];
    expect(lines.length).toBeGreaterThan(8);
    for (const [line, script, rest = ''] of lines) {
      const words = [...(script === 'verify' ? ['verify'] : []), ...rest.split(/\s+/)];
      const path = commands
        .filter((each) => each.every((word, index) => words[index] === word))
        .at(-1)
        ?.join(' ');
      const used = words.filter((word) => word.startsWith('--'));
      expect(path, line).toBeDefined();
      expect(optionsIn(helpOf(path ?? '')), line).toEqual(expect.arrayContaining(used));
    }
  });

  test('has the exit codes that are computed, in the words of the README', () => {
    const outcomes = ['passed', 'failed', 'bad-input', 'not-ready', 'incomplete', 'fault'] as const;
    const computed = outcomes.map((kind) => String(exitCodeOf({ kind })));
    for (const path of ['', 'verify']) {
      const [, table = ''] = helpOf(path).split('Exit codes:\n');
      const shown = [...table.matchAll(/^ {2}(\S+) +(.*)$/gm)].map(([, code, meaning]) => [code, meaning]);
      expect(shown.map(([code]) => code)).toEqual([...computed, '128+n']);
      const [, section = ''] = readme.split('### Exit codes\n');
      const rows = [...section.matchAll(/^\| ([\d+n]+) +\| (.*?) +\|$/gm)].map(([, code, meaning]) => [code, meaning]);
      expect(rows).toEqual(shown);
    }
    expect(exitCodeOf({ kind: 'interrupted', signal: 'SIGTERM' })).toBe(128 + 15);
  });

  test('is on stderr, exit 2, where a command is needed and none is given', async () => {
    expect(inShort(await shakedown([]))).toEqual({ end: 'exit 2', stdout: '', stderr: helpOf('') });
    expect(inShort(await shakedown(['workspaces']))).toEqual({
      end: 'exit 2',
      stdout: '',
      stderr: helpOf('workspaces'),
    });
    expect(inShort(await shakedown(['help', 'nope']))).toMatchObject({ end: 'exit 2', stdout: '' });
  });

  test('can be asked for by name, and so can the version', async () => {
    expect(inShort(await shakedown(['help', 'runs']))).toEqual({ end: 'exit 0', stdout: helpOf('runs'), stderr: '' });
    const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
    expect(inShort(await shakedown(['--version']))).toEqual({ end: 'exit 0', stdout: `${version}\n`, stderr: '' });
  });
});

const misuses: { args: string[]; reason: string; help?: string }[] = [
  { args: ['nope'], reason: "unknown command 'nope'" },
  { args: ['verfy'], reason: "unknown command 'verfy' (Did you mean verify?)" },
  { args: ['--json'], reason: "unknown option '--json'" },
  { args: ['verify', '--polcy', 'x'], reason: "unknown option '--polcy' (Did you mean --policy?)", help: ' verify' },
  { args: ['verify', '--json', '--only'], reason: "option '--only <pattern>' argument missing", help: ' verify' },
  {
    args: ['verify', '--quiet', '--verbose'],
    reason: "option '--quiet' cannot be used with option '--verbose'",
    help: ' verify',
  },
  {
    args: ['verify', 'a', 'b'],
    reason: "too many arguments for 'verify'. Expected 1 argument but got 2: a, b.",
    help: ' verify',
  },
  { args: ['runs', 'delete'], reason: "missing required argument 'id'", help: ' runs delete' },
  { args: ['runs', 'prune', '--older', '7d'], reason: "unknown option '--older'", help: ' runs prune' },
  { args: ['workspaces', 'nope'], reason: "unknown command 'nope'", help: ' workspaces' },
];

test.concurrent.for(misuses)(
  'shakedown $args is bad usage: one line that says which help, exit 2',
  async ({ args, reason, help = '' }, { expect }) => {
    const json = args.includes('--json');
    const result = await shakedown(args);
    expect(inShort(result)).toEqual({
      end: 'exit 2',
      stdout: json ? expect.any(String) : '',
      stderr: `error usage: ${reason} Next: shakedown${help} --help\n`,
    });
    expect(failureOn(json ? result : await shakedown([...args, '--json']))).toMatchObject({
      exitCode: 2,
      findings: [{ code: 'usage', args: { reason }, message: reason, remediation: `shakedown${help} --help` }],
    });
  },
);

describe('with --json a failure is one document on stdout', () => {
  test('bad input: with every finding, where stderr says each code once', async () => {
    mkdirSync(join(root, 'package'));
    writeFileSync(join(root, 'package', 'package.json'), '{"name":1,"version":2}');
    const result = await shakedown(['verify', './package', '--json']);
    expect(describeEnd(result)).toBe('exit 2');
    expect(failureOn(result)).toMatchObject({
      exitCode: 2,
      findings: [
        { code: 'package-json-invalid', where: { pointer: '/name' } },
        { code: 'package-json-invalid', where: { pointer: '/version' } },
      ],
    });
    expect(result.stderr).toMatch(
      /^error package-json-invalid: .*\/name.*\nerror package-json-invalid: came 2 times.*\n$/,
    );
  });

  test('not ready: the current directory is not there any more', async () => {
    const script = 'mkdir gone && cd gone && rmdir ../gone && "$@"';
    const args = [process.execPath, launcher, 'status', '--json'];
    const result = await run(['/bin/sh', '-c', script, 'sh', ...args], {
      cwd: root,
      env: { PATH: process.env.PATH ?? '', HOME: root },
      timeoutMs: 60_000,
    });
    expect(describeEnd(result)).toBe('exit 3');
    expect(failureOn(result)).toMatchObject({ exitCode: 3, findings: [{ code: 'current-directory-gone' }] });
    expect(result.stderr).toMatch(/^error current-directory-gone: .*\n$/);
  });

  test('a fault of ours: with the stack on stderr, to be reported', async () => {
    const broken = 'data:text/javascript,Array.prototype.toSorted=()=>brokenOnPurpose';
    const [subject, policy] = [join(packageRoot, 'fixtures', 'ktx'), join(packageRoot, 'release-policy.json')];
    const result = await shakedown(['verify', subject, '--policy', policy, '--json'], {
      NODE_OPTIONS: `--import=${broken}`,
    });
    expect(failureOn(result)).toMatchObject({
      exitCode: 70,
      findings: [{ code: 'fault', args: { reason: 'brokenOnPurpose is not defined' } }],
    });
    expect(describeEnd(result)).toBe('exit 70');
    expect(result.stderr).toMatch(/^error fault: .*brokenOnPurpose.*\nReferenceError: brokenOnPurpose .*\n +at /);
  });

  test('unless --json is no option, but the name of something', async () => {
    expect(inShort(await shakedown(['verify', '--', '--json']))).toMatchObject({
      end: 'exit 2',
      stdout: '',
      stderr: expect.stringMatching(/^error subject-not-found: subject --json: /),
    });
  });
});
