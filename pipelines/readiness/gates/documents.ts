import { checkDocuments } from '../../documents/check-documents.ts';
import { finding } from '../../findings/finding.ts';
import { plural } from '../../report/quantities.ts';
import { askedHelp } from '../asked-help.ts';
import { type Answer, type GateDefinition, type GateGround, together } from '../gate.ts';
import { smokesOf } from '../smoke-evidence.ts';

/** Where a package is documented for a policy that says nothing of it. */
const defaultDocuments = ['README.md'];

export const documentsGate: GateDefinition = {
  id: 'RG-6',
  title: 'documents and --help agree with the CLI',
  async assess(ground) {
    const compared = await compare(ground);
    return ground.contract.gates['RG-6'] ? together(compared, smokesOf('RG-6', ground)) : compared;
  },
};

/** Against the help of the very bytes that are to be released, installed for that. */
async function compare({ subject, policy, contract, release, bench, io, commands }: GateGround): Promise<Answer> {
  const documents = policy.policy.documents ?? defaultDocuments;
  const { bin } = contract;
  if (!release) return unread(bin, 'the source cannot be packed', commands.readiness());
  const asked = await askedHelp(release.file, { bench, bin, io });
  if ('reason' in asked) return unread(bin, asked.reason, commands.readiness());
  const { name } = release.manifest;
  const check = await checkDocuments({ documents, dir: subject.dir, packageName: name, contract }, asked.help);
  const evidence = check.documents.map(({ document, file, commands: shown }) => ({
    text: `${document}: ${plural(shown, 'command')} against ${bin} --help`,
    file,
  }));
  if (check.findings.length > 0) return { verdict: 'failed', evidence, findings: check.findings };
  const silent = check.documents.filter(({ commands: shown }) => shown === 0).map(({ document }) => document);
  // What the policy names and shows nothing was not compared: it may be empty, or written as nobody can read it.
  if (documents.length > 0 && silent.length === 0) return { verdict: 'passed', evidence, findings: [] };
  const told = finding('gate-documents-silent', { documents: silent.join(', ') || 'no document at all', command: bin });
  return { verdict: 'missing', evidence, findings: [told] };
}

function unread(command: string, reason: string, next: string): Answer {
  const findings = [finding('gate-documents-unread', { command, reason, next })];
  return { verdict: 'missing', evidence: [], findings };
}
