/** The walkthrough as a runbook: to read before, filled in where results are known. */
import type { Signature, Walkthrough, WalkthroughStep } from '../../schemas/types.ts';
import { shellWord } from '../../smoke/process/command-line.ts';
import { singleLine } from '../report/foreign-text.ts';
import { ownCommand, policyOption } from './own-command.ts';

const boxes = { pending: '[ ]', passed: '[x]', failed: '[ ]', 'not-applicable': '[x]' } satisfies Record<
  WalkthroughStep['outcome'],
  string
>;
const words = { pending: '', passed: 'PASS', failed: 'FAIL', 'not-applicable': 'N/A' } satisfies Record<
  WalkthroughStep['outcome'],
  string
>;

/** @param cwd where its commands are to be typed, absolute */
export function walkthroughMarkdown(walkthrough: Walkthrough, cwd: string): string {
  const {
    package: subject,
    artifact,
    revision,
    operator,
    startedAt,
    updatedAt,
    policy,
    sections,
    gates,
    signatures,
  } = walkthrough;
  const signed = new Map(signatures.map((signature) => [signature.id, signature]));
  return [
    `# Release walkthrough: ${subject.name} ${subject.version}\n`,
    '| what | value |',
    '| --- | --- |',
    `| operator | ${cell(operator)} |`,
    `| policy | ${cell(policy.file)} (sha256 \`${policy.sha256.slice(0, 12)}\`) |`,
    `| commit | ${revision === undefined ? 'not known yet' : `\`${revision}\``} |`,
    `| bytes | ${artifact ? `\`${artifact.sha256}\`, ${cell(artifact.file)}, run ${artifact.runId}` : 'not verified yet'} |`,
    `| begun, last change | ${startedAt}, ${updatedAt} |`,
    '',
    ...sections.flatMap(({ id, title, steps }) => [
      `## ${id}. ${title}\n`,
      ...steps.map((step) => stepText(step, signed.get(step.id), artifact)),
    ]),
    '## Gates\n',
    ...(gates.length === 0
      ? ['Not known before the gate summary was run.\n']
      : [
          '| gate | verdict | what it rests on | box |',
          '| --- | --- | --- | --- |',
          ...gates.map(({ id, title, verdict, evidence, findings, remedy }) => {
            const rests = [
              ...evidence.map((each) => each.text),
              ...findings.map(({ message }) => message),
              ...(remedy === undefined ? [] : [`Next: ${remedy}`]),
            ].join('; ');
            const signature = signed.get(id);
            const box = signature ? `[x] ${cell(signatureText(signature, artifact))}` : '[ ]';
            return `| ${id} ${cell(title)} | ${verdict} | ${cell(rests)} | ${box} |`;
          }),
          '',
        ]),
    ...smokesText(walkthrough),
    '## Then, by hand\n',
    'Tagging and publishing are yours:\n',
    fenced(releaseCommands(walkthrough, cwd).join('\n')),
  ].join('\n');
}

/** What an operator types when all gates hold; nothing here does it for them. */
export function releaseCommands(
  { revision = 'COMMIT', subject, policy, release: { tag, remote } }: Walkthrough,
  cwd: string,
): string[] {
  const publish = ['publish', subject, ...policyOption(policy.file)];
  const git = ['git', ...(subject === '.' ? [] : ['-C', subject])];
  return [
    [...git, 'tag', '-a', tag, '-m', tag, revision].map(shellWord).join(' '),
    [...git, 'push', remote, tag].map(shellWord).join(' '),
    ownCommand(cwd, ...publish).shown,
    ownCommand(cwd, ...publish, '--publish').shown,
  ];
}

function stepText(step: WalkthroughStep, signature: Signature | undefined, artifact: Walkthrough['artifact']): string {
  const { id, title, why, command, expected, outcome, evidence } = step;
  return [
    `- ${signature ? '[x]' : boxes[outcome]} **${id}** ${text(title)}${words[outcome] && `: ${words[outcome]}`}\n`,
    `  ${text(why)}\n`,
    indented(fenced(command)),
    `  Expected: ${text(expected)}\n`,
    ...evidence.map((line) => `  - ${text(line)}`),
    ...(signature ? [`  - ${text(signatureText(signature, artifact))}`] : []),
    '',
  ].join('\n');
}

function smokesText({ signatures, artifact }: Walkthrough): string[] {
  const smokes = signatures.filter(({ kind }) => kind === 'smoke');
  if (smokes.length === 0) return [];
  return [
    '## Signed smokes\n',
    ...smokes.map((signature) => `- [x] ${text(signature.id)}: ${text(signatureText(signature, artifact))}`),
    '',
  ];
}

function signatureText({ by, at, remark, override, sha256 }: Signature, artifact: Walkthrough['artifact']): string {
  return [
    `signed by ${by} on ${at}`,
    ...(sha256 !== undefined && sha256 !== artifact?.sha256 ? [`for other bytes, sha256 ${sha256}`] : []),
    ...(override === undefined ? [] : [`against its evidence: ${override}`]),
    ...(remark === undefined ? [] : [`remark: ${remark}`]),
  ].join(', ');
}

function fenced(command: string): string {
  const longest = Math.max(2, ...[...command.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${command}\n${fence}\n`;
}

function indented(block: string): string {
  return block.replace(/^(?=.)/gm, '  ');
}

/** Foreign text in a paragraph: one line, no markup of its own. */
function text(foreign: string): string {
  return singleLine(foreign)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*[\]]/g, (found) => `\\${found}`);
}

function cell(foreign: string): string {
  return text(foreign).replaceAll('|', '\\|');
}
