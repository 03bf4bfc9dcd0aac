import { shellWord } from '../../../smoke/process/command-line.ts';
import { describeEnd } from '../../../smoke/process/command-result.ts';
import { jsonOf, verdictOf } from '../json-of.ts';
import { ownCommand, policyOption } from '../own-command.ts';
import type { PlanContext } from '../plan.ts';
import { failed, notApplicable, passed, type Section } from '../step.ts';
import { askedCommit, askedStatus, saidBy } from './asked-git.ts';

/** Of the subject's own tests, milliseconds. */
const testsWithinMs = 30 * 60_000;

/** What must hold before anything is spent on a release. */
export function preflightSection({ subject, policy, cwd }: PlanContext): Section {
  const { dir } = subject;
  const [commit, status] = [askedCommit(subject), askedStatus(subject)];
  const coherence = ownCommand(cwd, 'coherence', subject.spec, ...policyOption(policy.file));
  const inspect = ownCommand(cwd, 'inspect', subject.spec, ...policyOption(policy.file));
  return {
    title: 'Preflight',
    steps: [
      {
        title: 'The commit',
        why: 'A release is made from a commit that everybody can get, not from a directory.',
        command: () => commit.shown,
        expected: 'a commit',
        async act(tools) {
          const said = await saidBy(commit, tools);
          if (typeof said !== 'string') return said;
          tools.found.revision = said;
          return passed(`commit ${said}`);
        },
      },
      {
        title: 'Nothing is uncommitted',
        why: 'What is not committed would be released and be in no commit.',
        command: () => status.shown,
        expected: 'no output',
        async act(tools) {
          const said = await saidBy(status, tools);
          if (typeof said !== 'string') return said;
          if (said === '') return passed('the tree is clean');
          const changes = said.split('\n');
          const more = changes.length > 10 ? [`and ${changes.length - 10} more`] : [];
          return failed(...changes.slice(0, 10), ...more, 'Next: commit them, discard them, or let git ignore them.');
        },
      },
      {
        title: "The package's own tests",
        why: 'Smokes look from outside; these look from inside.',
        command: () => `npm --prefix ${shellWord(subject.spec)} test`,
        expected: 'exit 0',
        async act({ run }) {
          if (!Object.hasOwn(subject.manifest.scripts ?? {}, 'test'))
            return notApplicable('package.json has no script named test');
          const result = await run({ argv: ['npm', '--prefix', dir, 'test'], timeoutMs: testsWithinMs });
          const last = result.stdout.trim().split('\n').at(-1) ?? '';
          return result.kind === 'exited' && result.code === 0
            ? passed(last || 'exit 0')
            : failed(describeEnd(result), last);
        },
      },
      {
        title: 'The versions agree',
        why: 'A tag, a changelog and a wheel of different versions are found by users first.',
        command: () => coherence.shown,
        expected: 'every place states the same version',
        async act({ run }) {
          const { document, end } = jsonOf('coherence', await run(coherence));
          if (!document) return failed(end);
          const wrong = document.findings.filter(({ severity }) => severity === 'error');
          if (wrong.length > 0)
            return failed(...wrong.map(({ message, remediation }) => `${message} Next: ${remediation}`));
          return document.exitCode === 0 ? passed(verdictOf(document)) : failed(document.line);
        },
      },
      {
        title: 'The contents',
        why: 'What is packed cannot be taken back once it is published.',
        command: () => inspect.shown,
        expected: 'no error among the findings',
        async act({ run }) {
          const { document, end } = jsonOf('inspection', await run(inspect));
          if (!document) return failed(end);
          const errors = document.findings.filter(({ severity }) => severity === 'error');
          if (errors.length > 0)
            return failed(...errors.map(({ message, remediation }) => `${message} Next: ${remediation}`));
          return passed(verdictOf(document));
        },
      },
    ],
  };
}
