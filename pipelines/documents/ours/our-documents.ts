/** For tests: what README.md and CONTRIBUTING.md tell their reader to type and to write. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../version.ts';
import { codeIn } from '../code-in-markdown.ts';
import { typedIn } from '../shown-commands.ts';

export interface OurCommand {
  /** `README.md:12` */
  where: string;
  words: readonly string[];
}

interface OurFile {
  /** as the reader is told, from the root of the repository */
  path: string;
  text: string;
}

type Read = (document: string) => string;

const documents = ['README.md', 'CONTRIBUTING.md'];

/** What a command of ours begins with; a code span that begins with anything else is a name or a value. */
const programs = ['npm', 'npx', 'node', 'bash', 'git', 'shakedown'];

/** Every command in the documents, in their order. In a code span the name of a program alone is none. */
export function ourCommands(read: Read = textOf): OurCommand[] {
  return documents.flatMap((document) =>
    codeIn(read(document)).flatMap((code) =>
      typedIn(code)
        .filter(
          ({ words: [first = ''], words }) => code.kind === 'block' || (programs.includes(first) && words.length > 1),
        )
        .map(({ line, words }) => ({ where: `${document}:${line}`, words })),
    ),
  );
}

/** The files that the reader is told to write: each block after a paragraph that ends with the path in a code span. */
export function ourFiles(read: Read = textOf): OurFile[] {
  return documents.flatMap((document) => {
    const shown = codeIn(read(document));
    return shown.flatMap((code, at) => {
      const before = shown[at - 1];
      if (code.kind !== 'block' || before?.kind !== 'span') return [];
      const [first] = code.lines;
      // Between them are an empty line and the fence.
      const follows = first !== undefined && first.line - before.line === 3;
      if (!follows || !/^[\w./@-]+\/[\w.@-]+\.\w+$/.test(before.text)) return [];
      return { path: before.text, text: `${code.lines.map(({ text }) => text).join('\n')}\n` };
    });
  });
}

/** The messages that the README explains, as its table has them. */
export function ourMessages(read: Read = textOf): string[] {
  const [, after = ''] = read('README.md').split('### When something fails\n');
  const [table = ''] = after.split(/^#/m, 1);
  return [...table.matchAll(/^\| `(.+?)` +\|/gm)].map(([, message = '']) => message);
}

function textOf(document: string): string {
  return readFileSync(join(packageRoot, document), 'utf8');
}
