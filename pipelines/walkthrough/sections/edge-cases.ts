import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { shellWord } from '../../../smoke/process/command-line.ts';
import { describeEnd } from '../../../smoke/process/command-result.ts';
import { storePlaces } from '../../run/places.ts';
import { jsonOf, verdictOf } from '../json-of.ts';
import { ownCommand, policyOption } from '../own-command.ts';
import type { PlanContext } from '../plan.ts';
import { failed, passed, type Section, type ShownCommand, type StepResult, type Toolbox } from '../step.ts';
import { saidBy } from './asked-git.ts';
import { verifyWithinMs } from './package.ts';

/** Where a verdict could depend on what was there before. */
export function edgeCases({ subject, policy, cwd }: PlanContext): Section {
  const again = ownCommand(cwd, 'verify', subject.spec, ...policyOption(policy.file));
  const { lockFile } = storePlaces(cwd);
  const policyFile = resolve(cwd, policy.file);
  const elsewhere = ownCommand('', 'verify', subject.dir, '--policy', policyFile);
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
        command: () => `cd "$(mktemp -d)" && npm init --yes && mkdir node_modules && ${elsewhere.shown}`,
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
          // The project is removed: the registry of runs is not to remember it.
          const env = { XDG_STATE_HOME: await tools.scratch() };
          return sameAgain({ ...elsewhere, cwd: project, env }, tools);
        },
      },
      {
        title: 'With leftovers',
        why: 'What a killed run left behind must neither be taken for a result nor be in the way.',
        command: () => `${again.shown} & sleep 9; kill -9 $!; ${again.shown}`,
        expected: 'the same bytes, the same verdict',
        async act(tools) {
          const killed = await tools.run({ ...again, argv: ['sh', '-c', killInTheMiddle, lockFile, ...again.argv] });
          // What a shell gives for a process that ended by signal 9.
          if (killed.kind !== 'exited' || killed.code !== 137)
            return failed(`expected a run that is killed in the middle, found ${describeEnd(killed)}`);
          const { outcome, evidence } = await sameAgain(again, tools);
          return { outcome, evidence: [...evidence, 'after a run that was killed with -9 in the middle'] };
        },
      },
      {
        title: 'From a cold clone, in an empty HOME',
        why: 'What only works on the machine of its author is not released, it is shown.',
        command: () => {
          const clone = `C=$(mktemp -d) && git clone --quiet "$(git -C ${shellWord(subject.spec)} rev-parse --show-toplevel)" "$C/clone"`;
          const inClone = `cd "$C/clone/$(git -C ${shellWord(subject.spec)} rev-parse --show-prefix)"`;
          const verify = ownCommand('', 'verify', '.', '--policy', policyFile).shown;
          return `${clone} && ${inClone} && HOME="$C/home" ${verify}`;
        },
        expected: 'the same bytes, the same verdict',
        async act(tools) {
          const top = await saidBy({ argv: ['git', '-C', subject.dir, 'rev-parse', '--show-toplevel'] }, tools);
          if (typeof top !== 'string') return top;
          const root = await tools.scratch();
          const [clone, home] = [join(root, 'clone'), join(root, 'home')];
          await mkdir(home);
          const cloned = await saidBy({ argv: ['git', 'clone', '--quiet', '--no-hardlinks', top, clone] }, tools);
          if (typeof cloned !== 'string') return cloned;
          const inClone = relative(top, subject.dir);
          const cold = ownCommand('', 'verify', '.', '--policy', policyFile);
          const env = {
            HOME: home,
            XDG_CACHE_HOME: join(home, '.cache'),
            XDG_STATE_HOME: join(home, '.local', 'state'),
            SHAKEDOWN_CACHE: join(home, '.cache'),
          };
          const result = await sameAgain({ ...cold, cwd: join(clone, inClone), env }, tools);
          const left = (await readdir(home)).filter((name) => !['.cache', '.local', '.npm'].includes(name));
          return left.length === 0 ? result : failed(...result.evidence, `left in HOME: ${left.join(', ')}`);
        },
      },
    ],
  };
}

/** $0 is the lock that a run holds; the rest is the command that makes one. */
const killInTheMiddle =
  '"$@" & run=$!; while kill -0 $run 2>/dev/null && [ ! -e "$0" ]; do sleep 0.1; done; sleep 2; kill -9 $run; wait $run';

/** Verifies once more and compares with what was verified first. */
async function sameAgain(verify: ShownCommand, { run, found }: Toolbox): Promise<StepResult> {
  const { document, end } = jsonOf('report', await run({ ...verify, timeoutMs: verifyWithinMs }));
  if (!document?.verdict) return failed(end);
  const [was, is] = [found.report?.artifact?.sha256, document.artifact?.sha256];
  if (was === undefined) return failed('nothing was verified before');
  if (is !== was) return failed(`other bytes: expected sha256 ${was}, found ${is ?? 'none'}`);
  const same = document.verdict.exitCode === found.report?.verdict?.exitCode;
  return same
    ? passed(`the same bytes, sha256 ${is}: ${verdictOf(document.verdict)}`)
    : failed(document.verdict.line, ...document.verdict.reasons);
}
