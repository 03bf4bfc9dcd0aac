import { expect, onTestFinished, test, vi } from 'vitest';
import type { Contract, ReleasePolicy } from '../../../schemas/types.ts';
import { findContract } from '../../../smoke/contract.ts';
import { madeResult } from '../../../smoke/process/made-result.ts';
import type { Artifact } from '../../artifact/artifact.ts';
import { openBench } from '../../artifact/bench.ts';
import { helpTree } from '../../documents/help-tree.ts';
import { loaded, sampleFiles, samplePolicy, sampleSource, spokenIo, subjectIn } from '../../versions/sample-source.ts';
import * as help from '../asked-help.ts';
import type { Answer } from '../gate.ts';
import { nextCommands } from '../next-commands.ts';
import { verifyReport } from '../sample-verify.ts';
import { documentsGate } from './documents.ts';

const { contract: ktx } = findContract('ktx-runtime@1');
/** Of the same command; nothing must be documented, and the gate has no smokes. */
const bare: Contract = { ...ktx, documented: [], gates: {} };
const usage = 'Usage: ktx [command]\n\nCommands:\n  status  how it is\n';

interface Asked {
  readme?: string;
  documents?: ReleasePolicy['documents'];
  /** of the installed command; why it cannot be asked */
  says?: { reason: string };
  unpacked?: true;
  contract?: Contract;
}

async function asked({ readme = '`ktx status`', documents, says, unpacked, contract = bare }: Asked): Promise<Answer> {
  const source = sampleSource();
  source.write({ ...sampleFiles, 'README.md': readme });
  const { artifact } = verifyReport();
  if (!artifact) throw new Error('the sample has an artifact');
  const release: Artifact = { file: '/x.tgz', manifest: artifact };
  const tree = helpTree('ktx', async () => madeResult({ kind: 'exited', code: 0 }, { stdout: usage }));
  const installed = vi.spyOn(help, 'askedHelp').mockResolvedValue(says ?? { help: tree });
  onTestFinished(() => installed.mockRestore());
  const { io } = spokenIo(source);
  await using bench = openBench(io);
  return await documentsGate.assess({
    subject: await subjectIn(source),
    policy: loaded({ ...samplePolicy, ...(documents ? { documents } : {}) }),
    contract,
    ...(unpacked ? {} : { release }),
    commands: nextCommands('.', 'release-policy.json'),
    bench,
    io,
  });
}
const inShort = ({ verdict, findings }: Answer) => [verdict, ...findings.map(({ code }) => code)];

test('passes when every command that the README shows is one', async () => {
  const answer = await asked({});
  expect(inShort(answer)).toEqual(['passed']);
  expect(answer.evidence).toMatchObject([{ text: 'README.md: 1 command against ktx --help' }]);
});

test('fails with a document that shows another command, or cannot be read', async () => {
  expect(inShort(await asked({ readme: '`ktx statu`' }))).toEqual(['failed', 'document-shows-unknown-command']);
  expect(inShort(await asked({ documents: ['docs/none.md'] }))).toEqual(['failed', 'document-unreadable']);
});

test('is open where no document shows any command: nothing was compared', async () => {
  const answer = await asked({ readme: 'It is easy.' });
  expect(inShort(answer)).toEqual(['missing', 'gate-documents-silent']);
});

test('is open where one of several documents shows none, as an empty one does', async () => {
  const answer = await asked({ documents: ['README.md', 'CHANGELOG.md'] });
  expect(inShort(answer)).toEqual(['missing', 'gate-documents-silent']);
  expect(answer.findings[0]?.message).toMatch(/found none in CHANGELOG.md$/);
  expect(inShort(await asked({ documents: [] }))).toEqual(['missing', 'gate-documents-silent']);
});

test('is open, with the reason, where the bytes cannot be packed or their command cannot be asked', async () => {
  for (const cannot of [{ unpacked: true }, { says: { reason: 'x.tgz cannot be installed' } }] as const) {
    const answer = await asked(cannot);
    expect(inShort(answer)).toEqual(['missing', 'gate-documents-unread']);
    expect(answer.findings[0]?.message).toContain('unpacked' in cannot ? 'cannot be packed' : 'cannot be installed');
  }
});

test('rests on its smokes too, where the contract has some', async () => {
  const gates: Contract['gates'] = { 'RG-6': { smokes: ['documents > *'] } };
  expect(inShort(await asked({ contract: { ...bare, gates } }))).toEqual(['missing']);
});
