import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { shellWord } from '../../../smoke/process/command-line.ts';
import { describeEnd } from '../../../smoke/process/command-result.ts';
import { jsonOf } from '../json-of.ts';
import { ownCommand } from '../own-command.ts';
import type { PlanContext } from '../plan.ts';
import { failed, passed, type Section, type ShownCommand, type StepResult, type Toolbox } from '../step.ts';
import { verifyWithinMs } from './package.ts';

/** Where a verdict could depend on what was there before. */
export function edgeCases({ subject, policy, cwd }: PlanContext): Section {
  const again = ownCommand(cwd, 'verify', subject.spec, '--policy', policy.file, '--json');
  const elsewhere = ownCommand('', 'verify', subject.dir, '--policy', 'release-policy.json', '--json');
  return {
    title: 'Edge cases',
    steps: [
      {
        title: 'Again',
        why: 'A second run that comes to another result says that the first was luck.',
        command: () => again.shown,
        expected: 'the same bytes, the same verdict',
        act: (tools) => sameAgain(again, tools),
      },
      {
        title: 'Inside of another project',
        why: 'Users install into projects with dependencies, settings and leftovers of their own.',
        command: () => `cd PROJECT && ${elsewhere.shown}`,
        expected: 'the same bytes, the same verdict',
        async act(tools) {
          const project = await tools.scratch();
          await mkdir(join(project, 'node_modules', subject.manifest.name), { recursive: true });
          await writeFile(
            join(project, 'package.json'),
            JSON.stringify({ name: 'somebody-s-project', private: true, type: 'commonjs' }),
          );
          await writeFile(
            join(project, 'node_modules', subject.manifest.name, 'package.json'),
            JSON.stringify({ name: subject.manifest.name, version: '0.0.0-another' }),
          );
          await writeFile(join(project, '.npmrc'), 'ignore-scripts=true\nprefix=/nonexistent\n');
          await writeFile(join(project, 'release-policy.json'), JSON.stringify(policy.policy));
          return sameAgain({ ...elsewhere, cwd: project }, tools);
        },
      },
      {
        title: 'With leftovers',
        why: 'What a killed run left behind must neither be taken for a result nor be in the way.',
        command: () => `${again.shown} & sleep 2; kill -9 $!; ${again.shown}`,
        expected: 'the same bytes, the same verdict',
        async act(tools) {
          await tools.run({ ...again, argv: ['sh', '-c', '"$@" & sleep 2; kill -9 $!; wait $!', 'sh', ...again.argv] });
          const result = await sameAgain(again, tools);
          return { ...result, evidence: ['a run was killed with -9 in the middle', ...result.evidence] };
        },
      },
      {
        title: 'From a cold clone, in an empty HOME',
        why: 'What only works on the machine of its author is not released, it is shown.',
        command: () =>
          `git clone . CLONE && cd CLONE && HOME=EMPTY ${ownCommand('', 'verify', subject.spec, '--policy', policy.file, '--json').shown}`,
        expected: 'the same bytes, the same verdict',
        async act(tools) {
          const top = await tools.run({ argv: ['git', '-C', subject.dir, 'rev-parse', '--show-toplevel'] });
          if (top.kind !== 'exited' || top.code !== 0) return failed(`${describeEnd(top)}: ${top.stderr.trim()}`);
          const root = await tools.scratch();
          const [clone, home] = [join(root, 'clone'), join(root, 'home')];
          await mkdir(home);
          const cloned = await tools.run({
            argv: ['git', 'clone', '--quiet', '--no-hardlinks', top.stdout.trim(), clone],
            timeoutMs: 10 * 60_000,
          });
          if (cloned.kind !== 'exited' || cloned.code !== 0)
            return failed(`${describeEnd(cloned)}: ${cloned.stderr.trim()}`);
          const inClone = relative(top.stdout.trim(), subject.dir) || '.';
          await writeFile(join(root, 'release-policy.json'), JSON.stringify(policy.policy));
          const cold = ownCommand('', 'verify', inClone, '--policy', join(root, 'release-policy.json'), '--json');
          const env = {
            HOME: home,
            XDG_CACHE_HOME: join(home, '.cache'),
            XDG_STATE_HOME: join(home, '.local', 'state'),
            SHAKEDOWN_CACHE: join(home, '.cache'),
          };
          const result = await sameAgain(
            { ...cold, shown: `cd ${shellWord(clone)} && HOME=${shellWord(home)} ${cold.shown}`, cwd: clone, env },
            tools,
          );
          const left = (await readdir(home)).filter((name) => !['.cache', '.local', '.npm'].includes(name));
          return left.length === 0 ? result : failed(...result.evidence, `left in HOME: ${left.join(', ')}`);
        },
      },
    ],
  };
}

/** Verifies once more and compares with what was verified first. */
async function sameAgain(verify: ShownCommand, { run, found }: Toolbox): Promise<StepResult> {
  const { document, end } = jsonOf('report', await run({ ...verify, timeoutMs: verifyWithinMs }));
  if (!document?.verdict) return failed(end);
  const [was, is] = [found.report?.artifact?.sha256, document.artifact?.sha256];
  if (was === undefined) return failed('nothing was verified before');
  if (is !== was) return failed(`other bytes: expected sha256 ${was}, found ${is ?? 'none'}`);
  const same = document.verdict.exitCode === found.report?.verdict?.exitCode;
  return same
    ? passed(`the same bytes: ${document.verdict.line}`)
    : failed(document.verdict.line, ...document.verdict.reasons);
}
