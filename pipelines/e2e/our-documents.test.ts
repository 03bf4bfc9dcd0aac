/** Every command in README.md and CONTRIBUTING.md, typed by a reader who has what the documents say that they have. */
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Walkthrough } from '../../schemas/types.ts';
import { type Declared, declared, placeholders } from '../documents/ours/declared.ts';
import { messages } from '../documents/ours/messages.ts';
import { type OurCommand, ourCommands, ourFiles, ourMessages } from '../documents/ours/our-documents.ts';
import { simpleCommands } from '../documents/simple-commands.ts';
import { packageRoot } from '../version.ts';
import { writeWalkthrough } from '../walkthrough/record.ts';
import { sampleWalkthrough } from '../walkthrough/sample-walkthrough.ts';
import { type OwnCheckout, openOwnCheckout } from './own-checkout.ts';
import { exitOf } from './workplace.ts';

const textOf = ({ words }: OurCommand): string => words.join(' ');
const of = (command: OurCommand): Declared | undefined => declared[textOf(command)];

const all = ourCommands();
const once = all.filter((command, at) => all.findIndex((other) => textOf(other) === textOf(command)) === at);
const inOrder = [...once.filter((each) => !of(each)?.late), ...once.filter((each) => of(each)?.late)];

/** The words of one command, as a shell would take them. */
function wordsOf(text: string): [string, ...string[]] {
  const [command] = simpleCommands([{ line: 1, text }]);
  const [first, ...rest] = command?.words ?? [];
  if (first === undefined) throw new Error(`${text}: no command`);
  return [first, ...rest];
}

test('what is declared of a command is declared of one that the documents have', () => {
  expect(all.length).toBeGreaterThan(50);
  expect(Object.keys(declared).filter((text) => !all.some((each) => textOf(each) === text))).toEqual([]);
});

describe('run by something else', () => {
  const named = once.flatMap((command) => {
    const { elsewhere } = of(command) ?? {};
    return elsewhere ? { where: command.where, text: textOf(command), elsewhere } : [];
  });

  test.each(named)('$where $text: by $elsewhere.file', ({ elsewhere }) => {
    expect(readFileSync(join(packageRoot, elsewhere.file), 'utf8')).toContain(elsewhere.text);
  });
});

describe('typed by a reader', () => {
  let place: OwnCheckout;
  /** What writes into its tree is typed in this one: the other is to stay as it was verified. */
  let clone: string;
  /** Where the reader's own programs are. */
  let bin: string;
  beforeAll(async () => {
    place = await openOwnCheckout();
    clone = join(place.root, 'clone', 'shakedown');
    bin = join(place.root, 'bin');
    await place.makeRemote(join(place.root, 'clone', 'remote.git'));
    cpSync(place.dir, clone, { recursive: true, verbatimSymlinks: true });
    await place.git(clone, 'remote', 'set-url', 'origin', join(place.root, 'clone', 'remote.git'));
    for (const { path, text } of ourFiles()) write(join(clone, path), text);
    await place.git(clone, 'add', '-A');
    await place.git(clone, 'commit', '-q', '-m', 'test: a package of the documents');
    appendFileSync(join(clone, 'fixtures/ktx/README.md'), '\nMore to read.\n');
    await place.git(clone, 'commit', '-q', '-a', '-m', 'feat: more to read');
    const { stdout: head } = await place.run(['git', 'rev-parse', 'HEAD']);
    writeWalkthrough(place.dir, walkthroughToSign(head.trim()));
    write(join(bin, 'xdg-open'), '#!/bin/sh\nexit 0\n');
    write(join(bin, 'shakedown'), `#!/bin/sh\nexec node '${place.dir}/pipelines/shakedown.mjs' "$@"\n`);
  }, 60_000);
  afterAll(() => place[Symbol.asyncDispose](), 60_000);

  /** With what stands for its placeholders, and with what is declared in its place. */
  function argvOf(command: OurCommand): [string, ...string[]] {
    const { as } = of(command) ?? {};
    const [first = '', ...rest] = command.words;
    const words = as === undefined || as.startsWith('+ ') ? [first, ...rest] : wordsOf(as);
    const more = as?.startsWith('+ ') ? wordsOf(as.slice(2)) : [];
    const [program = '', ...args] = words;
    const runs = join(place.dir, '.shakedown', 'runs');
    const known = { runs: existsSync(runs) ? readdirSync(runs).toSorted() : [] };
    return [program, ...args.map((word) => placeholders[word]?.(known) ?? word), ...more];
  }

  const toRun = inOrder.filter((each) => of(each)?.elsewhere === undefined);

  test.each(toRun.map((command) => ({ command, where: command.where, text: textOf(command) })))(
    '$where $text',
    async ({ command }) => {
      const { inClone, exit = 0 } = of(command) ?? {};
      const result = await place.run(viaScript(argvOf(command)), {
        cwd: inClone ? clone : place.dir,
        env: { PATH: `${bin}:${place.env.PATH}` },
      });
      expect(exitOf(result), result.stdout + result.stderr).toBe(exit);
    },
    240_000,
  );

  test('the README explains the messages that are known here', () => {
    expect(ourMessages().toSorted()).toEqual(Object.keys(messages).toSorted());
  });

  test.each(Object.entries(messages).map(([message, provoked]) => ({ message, provoked })))(
    '$message is said',
    async ({ message, provoked }) => {
      if ('seenBy' in provoked) {
        expect(readFileSync(join(packageRoot, provoked.seenBy), 'utf8')).toContain(message);
        return;
      }
      const cwd = provoked.inNewDirectory ? mkdtempSync(join(place.root, 'new-')) : clone;
      const result = await place.run(wordsOf(provoked.typed), { cwd, env: { PATH: `${bin}:${place.env.PATH}` } });
      expect([exitOf(result), result.stderr]).toEqual([provoked.exit, expect.stringContaining(message)]);
    },
  );
});

/** As one that has found RG-7 wanting. */
function walkthroughToSign(revision: string): Walkthrough {
  const sample = sampleWalkthrough();
  const [gate] = sample.gates;
  const [section] = sample.sections;
  const [step] = section?.steps ?? [];
  if (!gate || !section || !step) throw new Error('the sample has a gate and a step');
  return {
    ...sample,
    revision,
    sections: [{ ...section, id: '3', steps: [{ ...step, id: '3.1' }] }],
    gates: [
      { ...gate, id: 'RG-4' },
      { ...gate, id: 'RG-7', verdict: 'failed' },
    ],
    smokes: [{ name: 'daemon > start again reuses the same daemon', outcome: 'passed' }],
  };
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  if (text.startsWith('#!')) chmodSync(file, 0o755);
}

/** `npm run NAME -- ARGS` without npm, whose own start would cost as much as most of our commands: what it would run. */
function viaScript([program, ...args]: [string, ...string[]]): [string, ...string[]] {
  const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  const script: unknown = program === 'npm' && args[0] === 'run' ? scripts[args[1] ?? ''] : undefined;
  if (typeof script !== 'string' || script.includes('&&')) return [program, ...args];
  return [...wordsOf(script), ...args.slice(args[2] === '--' ? 3 : 2)];
}
