/** What the real command says of itself: `--help` of each command below it that somebody asks about, asked once. */
import { availableParallelism } from 'node:os';
import { type CommandResult, describeEnd } from '../../smoke/process/command-result.ts';
import { type Help, readHelp } from './help-text.ts';

type HelpAnswer = { help: Help; text: string } | { refused: string };

export interface HelpTree {
  /** the command's own name */
  bin: string;
  /** @param path the words after the name: `[]`, `['runtime', 'stop']` */
  at(path: readonly string[]): Promise<HelpAnswer>;
}

/** @param ask runs the command with these arguments, in a sandbox */
export function helpTree(bin: string, ask: (args: readonly string[]) => Promise<CommandResult>): HelpTree {
  const asked = new Map<string, Promise<HelpAnswer>>();
  const inTurn = turns(availableParallelism());
  return {
    bin,
    at(path) {
      const key = path.join(' ');
      const known = asked.get(key);
      if (known) return known;
      const answer = inTurn(() => ask([...path, '--help'])).then((result) => answerIn(result, [bin, ...path]));
      asked.set(key, answer);
      return answer;
    },
  };
}

function answerIn(result: CommandResult, words: readonly string[]): HelpAnswer {
  const text = result.stdout.trim() === '' ? result.stderr : result.stdout;
  if (result.kind !== 'exited' || result.code !== 0) {
    const [said = ''] = text.trim().split('\n', 1);
    return { refused: `${describeEnd(result)}${said === '' ? '' : `, ${said.slice(0, 200)}`}` };
  }
  const help = readHelp(text, words);
  const said = help.commands.size + help.options.size > 0 || /\busage\b/i.test(text);
  return said ? { help, text } : { refused: 'exit 0 and no help that can be read' };
}

/** Lets at most `count` run at a time. */
function turns(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
