import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Finding } from '../../schemas/types.ts';
import { findContract } from '../../smoke/contract.ts';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { run } from '../../smoke/process/run.ts';
import { describeFinding } from '../findings/finding.ts';
import { packageRoot } from '../version.ts';
import { checkDocuments, type DocumentsCheck } from './check-documents.ts';
import { type HelpTree, helpTree } from './help-tree.ts';

const referencePackage = join(packageRoot, 'fixtures', 'ktx');
const { contract } = findContract('ktx-runtime@1');

const program = join(referencePackage, 'dist', 'bin.js');
const options = { cwd: tmpdir(), env: { HOME: tmpdir() }, timeoutMs: 30_000 };
const said = new Map<string, Promise<CommandResult>>();

/** The real help of the reference package, asked once for all tests; lines that hold `lacking` are left out. */
function realHelp(lacking = '\n'): HelpTree {
  return helpTree('ktx', async (args) => {
    const key = args.join(' ');
    const answer = said.get(key) ?? run([process.execPath, program, ...args], options);
    said.set(key, answer);
    const result = await answer;
    const lines = result.stdout.split('\n').filter((line) => !line.includes(lacking));
    return { ...result, stdout: lines.join('\n') };
  });
}

/** The documents as files in a directory of their own, checked. */
async function checked(
  documents: Readonly<Record<string, string>>,
  tree = realHelp(),
  held = contract,
): Promise<DocumentsCheck> {
  const dir = mkdtempSync(join(tmpdir(), 'shakedown-documents-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(documents)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  const request = { documents: Object.keys(documents), dir, packageName: '@kaelio/ktx', contract: held };
  return await checkDocuments(request, tree);
}
const told = ({ findings }: DocumentsCheck): string[] => findings.map(describeFinding);

const everything = ['status', 'install', 'doctor', 'start', 'stop', 'prune --dry-run', 'prune --yes']
  .map((words) => `\`ktx runtime ${words}\``)
  .join('\n');

test('the documents of the reference package agree with its help, and name everything', async () => {
  const documents = ['README.md', 'docs/operators.md'];
  const request = { documents, dir: referencePackage, packageName: '@kaelio/ktx', contract };
  const { documents: read, findings } = await checkDocuments(request, realHelp());
  expect(findings).toEqual([]);
  expect(read).toEqual([
    { document: 'README.md', file: join(referencePackage, 'README.md'), commands: 9 },
    { document: 'docs/operators.md', file: join(referencePackage, 'docs/operators.md'), commands: 9 },
  ]);
});

test('a command and an option that there is not are told with their line and what was meant', async () => {
  const check = await checked({
    'README.md': `${everything}\n\n\`\`\`sh\nktx runtime prun --yes\nktx runtime stop --now\n\`\`\`\n`,
  });
  expect(told(check)).toEqual([
    'document-shows-unknown-command: README.md:10: shows "ktx runtime prun --yes", and ktx runtime has no command prun: it has status, install, doctor, start, stop, prune',
    'document-shows-unknown-option: README.md:11: shows "ktx runtime stop --now", and ktx runtime stop takes no --now: it has --help, --version',
  ]);
  expect(check.findings[0]?.remediation).toBe('Write prune; correct the document, or bring the command back.');
  expect(check.findings[1]?.remediation).toBe('Correct the document, or bring the option back.');
});

test('what the README does not name is told, and what the other documents together do not', async () => {
  const without = (words: string): string => everything.replace(`\`ktx runtime ${words}\``, '');
  expect(told(await checked({ 'README.md': without('prune --yes') }))).toEqual([
    'documents-omit-command: README.md: ktx-runtime@1 requires "ktx runtime prune --yes" to be named in README.md, found nowhere there',
  ]);
  const check = await checked({
    'README.md': everything,
    'docs/a.md': '`ktx runtime stop`',
    'docs/b.md': without('doctor').replace('`ktx runtime stop`', ''),
  });
  expect(told(check)).toEqual([
    'documents-omit-command: docs/a.md, docs/b.md: ktx-runtime@1 requires "ktx runtime doctor" to be named in docs/a.md, docs/b.md, found nowhere there',
  ]);
});

test('usage notation names a command with each of its options', async () => {
  const text = everything.replace(/`ktx runtime prune[^`]*`/g, '`ktx runtime prune [--dry-run | --yes]`');
  expect(told(await checked({ 'README.md': text }))).toEqual([]);
});

test('a command that the help does not list and that has help of its own is no disagreement', async () => {
  expect(told(await checked({ 'README.md': everything }, realHelp('runtime prune')))).toEqual([]);
});

test('a command that is documented and gone is told for the document and for the contract', async () => {
  const gone = helpTree('ktx', async (args) => {
    const result = await run([process.execPath, '-e', `console.log('Commands:\\n  runtime stop  x')`], options);
    return args.includes('stop') || args.length < 3 ? result : { ...result, kind: 'exited', code: 1 };
  });
  const { findings } = await checked({ 'README.md': '`ktx runtime prune --yes`\n`ktx runtime stop`' }, gone);
  const codes = findings.map(({ code, args }) => `${code} ${args.found}`);
  expect(codes).toContain('document-shows-unknown-command prune');
  expect(codes).toContain('help-omits-command prune');
  expect(codes).toContain('help-omits-command doctor');
  expect(codes).not.toContain('help-omits-command stop');
});

test('an option that the contract requires and the help does not name is told', async () => {
  expect(told(await checked({ 'README.md': everything }, realHelp('--dry-run')))).toEqual([
    'document-shows-unknown-option: README.md:6: shows "ktx runtime prune --dry-run", and ktx runtime prune takes no --dry-run: it has --yes, --help, --version',
    'help-omits-command: ktx-runtime@1 requires "ktx runtime prune --dry-run", and "ktx runtime prune --help" does not name --dry-run',
  ]);
});

test('a document that is not there is told, and the others are read', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'shakedown-documents-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(join(dir, 'README.md'), everything);
  mkdirSync(join(dir, 'docs'));
  const documents = ['README.md', 'docs', 'no.md'];
  const { findings } = await checkDocuments({ documents, dir, packageName: '@kaelio/ktx', contract }, realHelp());
  expect(findings.map(describeFinding)).toEqual([
    'document-unreadable: docs: expected a document docs, found EISDIR',
    'document-unreadable: no.md: expected a document no.md, found none',
  ]);
});

test('a command that says nothing for --help is told once', async () => {
  const mute = helpTree('ktx', () => run([process.execPath, '-e', ''], { cwd: tmpdir(), env: {}, timeoutMs: 30_000 }));
  const findings: Finding[] = (await checked({ 'README.md': everything }, mute)).findings;
  expect(findings.map(describeFinding)).toEqual([
    'help-fails: "ktx --help": expected its help, found exit 0 and no help that can be read',
  ]);
});

test('what the contract has no capability for need not be named', async () => {
  const without = { ...contract, capabilities: { ...contract.capabilities, prune: false } };
  const text = everything.replace(/`ktx runtime prune[^`]*`/g, '');
  expect(told(await checked({ 'README.md': text }, realHelp(), without))).toEqual([]);
  expect(told(await checked({ 'README.md': text }))).toHaveLength(2);
});

test('one place is told once, however often the command is in its line; two places are told apart', async () => {
  const wrong = '`ktx runtime stop --now`';
  const found = told(await checked({ 'README.md': `${everything}\n${wrong} ${wrong}\n${wrong}\n` }));
  expect(found.map((line) => line.slice(0, 42))).toEqual([
    'document-shows-unknown-option: README.md:8',
    'document-shows-unknown-option: README.md:9',
  ]);
});
