/** Whether the documents of a package agree with the help of its command, and name what its contract requires. */
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Contract, Finding } from '../../schemas/types.ts';
import { errorCode } from '../../smoke/process/error-code.ts';
import { finding } from '../findings/finding.ts';
import { type Disagreement, type Followed, followCommand, isOption } from './follow-command.ts';
import type { HelpTree } from './help-tree.ts';
import { type ShownCommand, shownCommands } from './shown-commands.ts';

export interface DocumentsRequest {
  /** paths of Markdown files from `dir` */
  documents: readonly string[];
  /** absolute */
  dir: string;
  packageName: string;
  contract: Contract;
}

export interface DocumentsCheck {
  documents: { document: string /** absolute */; file: string; commands: number }[];
  findings: Finding[];
}

/** A document of a person is never that long; bytes. */
const longest = 4 * 1024 * 1024;

interface Read {
  document: string;
  file: string;
  commands: { shown: ShownCommand; followed: Followed }[];
}

/** Reads every document and asks `tree` for the help of every command that one of them shows. Runs none of them. */
export async function checkDocuments(request: DocumentsRequest, tree: HelpTree): Promise<DocumentsCheck> {
  const findings: Finding[] = [];
  const read: Read[] = [];
  for (const document of request.documents) {
    const file = resolve(request.dir, document);
    const text = await textOf(file);
    if (typeof text !== 'string') {
      findings.push(finding('document-unreadable', { document, found: text.found }, { file: document }));
      continue;
    }
    const invoked = { bin: tree.bin, packageName: request.packageName };
    const commands = await Promise.all(
      shownCommands(text, invoked).map(async (shown) => ({ shown, followed: await followCommand(shown.words, tree) })),
    );
    read.push({ document, file, commands });
  }
  const root = await tree.at([]);
  if ('refused' in root) findings.push(finding('help-fails', { command: tree.bin, found: root.refused }));
  else
    findings.push(...read.flatMap((each) => disagreementsIn(each, tree.bin)), ...(await required(request, read, tree)));
  return {
    documents: read.map(({ document, file, commands }) => ({ document, file, commands: commands.length })),
    findings: unlike(findings),
  };
}

async function textOf(file: string): Promise<string | { found: string }> {
  try {
    const bytes = await readFile(file);
    return bytes.length > longest ? { found: `${bytes.length} bytes, more than ${longest}` } : bytes.toString('utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { found: code === 'ENOENT' || code === 'ENOTDIR' ? 'none' : code };
  }
}

function disagreementsIn({ document, commands }: Read, bin: string): Finding[] {
  return commands.flatMap(({ shown, followed }) =>
    followed.disagreements.map((disagreement) => {
      const text = `${bin} ${shown.words.join(' ')}`;
      const { kind, of, found, known, meant } = disagreement;
      if (kind === 'help') return finding('help-fails', { command: of, found });
      const code = kind === 'command' ? 'document-shows-unknown-command' : 'document-shows-unknown-option';
      const args = { shown: text, of, found, known: some(known), ...(meant === undefined ? {} : { meant }) };
      return finding(code, args, { file: document, line: shown.line });
    }),
  );
}

/** What the contract requires of the help, of the README, and of the other documents together. */
async function required({ contract }: DocumentsRequest, read: readonly Read[], tree: HelpTree): Promise<Finding[]> {
  const findings: Finding[] = [];
  const readmes = read.filter(({ document }) => /^readme\b/i.test(basename(document)));
  const others = read.filter((each) => !readmes.includes(each));
  for (const { command, needs } of contract.documented) {
    if (needs !== undefined && contract.capabilities[needs] !== true) continue;
    const words = [...contract.commandPrefix, ...command.split(' ')];
    const text = [tree.bin, ...words].join(' ');
    const wanted = await followCommand(words, tree);
    findings.push(...wanted.disagreements.map((each) => unknownToHelp(each, text, contract.name)));
    for (const group of [readmes, others]) {
      if (group.length === 0 || group.some(({ commands }) => commands.some(({ shown }) => names(shown, words)))) {
        continue;
      }
      const documents = group.map(({ document }) => document).join(', ');
      findings.push(
        finding('documents-omit-command', { documents, command: text, contract: contract.name }, { file: documents }),
      );
    }
  }
  return findings;
}

function unknownToHelp({ kind, of, found }: Disagreement, command: string, contract: string): Finding {
  if (kind === 'help') return finding('help-fails', { command: of, found });
  return finding('help-omits-command', { command, contract, of, found });
}

/** Whether it is this command: the same names, and at least these options. */
function names({ words }: ShownCommand, wanted: readonly string[]): boolean {
  const [shownNames, shownOptions] = [words.filter((word) => !isOption(word)), words.filter(isOption)];
  const options = shownOptions.flatMap((word) => word.split('|').map((option) => option.replace(/=.*$/s, '')));
  return (
    wanted.filter((word) => !isOption(word)).every((word, at) => shownNames[at]?.split('|').includes(word) ?? false) &&
    wanted.filter(isOption).every((option) => options.includes(option))
  );
}

/** The first ten of them. */
function some(known: readonly string[]): string {
  return `${known.slice(0, 10).join(', ')}${known.length > 10 ? ` and ${known.length - 10} more` : ''}`;
}

function unlike(findings: readonly Finding[]): Finding[] {
  const told = new Map(findings.map((found) => [JSON.stringify([found.code, found.where, found.args]), found]));
  return [...told.values()];
}
