import { expect, test } from 'vitest';
import type { Gate, Matrix, ReadinessReport, Report, SmokeResult } from '../../schemas/types.ts';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import { resolveSubject } from '../artifact/subject.ts';
import { scratchRepository } from '../git/scratch-repository.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { concluded, sampleEvents, sampleMatrixEvents, sampleSmoke } from '../report/sample-run.ts';
import { type PlanContext, planWalkthrough } from './plan.ts';
import { releaseFiles } from './release-files.ts';
import type { Found, ShownCommand, Step, StepResult } from './step.ts';

/** What commands print, by the first word that is one of these; what is not named prints nothing and fails. */
type Answers = Record<string, unknown>;

function answering(answers: Answers, ran: string[]) {
  return async ({ argv }: ShownCommand): Promise<CommandResult> => {
    const named = Object.keys(answers).find((name) => argv.includes(name));
    ran.push(named ?? argv.join(' '));
    const answer = named === undefined ? undefined : answers[named];
    const stdout = typeof answer === 'string' ? answer : answer === undefined ? '' : JSON.stringify(answer);
    const bytes = { stdoutBytes: stdout.length, stderrBytes: 0, truncated: false, heldOpen: false, teeErrors: [] };
    const code = answer === undefined ? 1 : 0;
    return { argv, cwd: '/', env: {}, stdout, stderr: 'said', durationMs: 1, ...bytes, kind: 'exited', code };
  };
}

async function context(policy: Record<string, unknown> = {}): Promise<PlanContext> {
  const { dir, write } = scratchRepository();
  const files = releaseFiles();
  write({ ...files, 'release-policy.json': { ...Object(files['release-policy.json']), ...policy } });
  const subject = await resolveSubject('.', { cwd: dir });
  if (subject.kind !== 'directory') throw new Error('no directory');
  return { subject, policy: await loadPolicy('release-policy.json', dir), cwd: dir };
}

/** Does the step of that title. @returns what came of it, in one line, and the commands that were run */
async function done(title: string, answers: Answers, found: Found = {}, of?: PlanContext) {
  const step = stepOf(of ?? (await context()), title);
  const ran: string[] = [];
  const result = await act(step, answers, found, ran);
  return { words: `${result.outcome}: ${result.evidence.join(' | ')}`, ran };
}

function stepOf(of: PlanContext, title: string): Step {
  const step = planWalkthrough(of)
    .flatMap(({ steps }) => steps)
    .find((each) => each.title === title);
  if (!step) throw new Error(`no step ${title}`);
  return step;
}

async function act(step: Step, answers: Answers, found: Found, ran: string[]): Promise<StepResult> {
  const scratch = async (): Promise<string> => {
    throw new Error('no scratch');
  };
  return step.act({ found, run: answering(answers, ran), shows: () => undefined, scratch });
}

const passing = concluded(sampleEvents([sampleSmoke('daemon > starts'), sampleSmoke('install > is there')]));
const withSmokes = (...smokes: SmokeResult[]): Report => concluded(sampleEvents(smokes));

test('what is not committed fails, and a git that says nothing does', async () => {
  expect((await done('Nothing is uncommitted', { status: '' })).words).toBe('passed: the tree is clean');
  expect((await done('Nothing is uncommitted', { status: '?? x\n' })).words).toMatch(/^failed: \?\? x \| Next: commit/);
  expect((await done('Nothing is uncommitted', {})).words).toBe('failed: exit 1: said');
});

test('a verify passes by its verdict; one that prints no report fails', async () => {
  expect((await done('Verify it', { verify: passing })).words).toMatch(/^passed: @kaelio\/ktx 0\.1\.0 is releasable/);
  const bad = withSmokes(sampleSmoke('daemon > starts', { outcome: 'failed' }));
  expect((await done('Verify it', { verify: bad })).words).toMatch(/^failed: @kaelio.*smoke daemon > starts failed/);
  expect((await done('Verify it', { verify: 'no JSON' })).words).toBe('failed: exit 0: said');
});

test('one hand-over of other bytes fails, and so does none at all', async () => {
  const title = 'The same bytes everywhere';
  const handovers = passing.handovers.map((each, at) => (at === 2 ? { ...each, found: 'x', same: false } : each));
  const found = { report: passing };
  expect((await done(title, { report: passing }, found)).words).toMatch(/^passed: local file/);
  expect((await done(title, { report: { ...passing, handovers } }, found)).words).toMatch(
    /^failed: bytes down.*found x$/,
  );
  expect((await done(title, { report: { ...passing, handovers: [] } }, found)).words).toBe(
    'failed: no hand-over was made',
  );
  expect((await done(title, {})).words).toBe('failed: nothing has been verified');
});

test('every cell that is planned must be in the report and have passed; advisory ones may fail', async () => {
  const title = 'Every package manager and Node of the policy';
  const ids = ['npm@11-node@22', 'pnpm-node@22'] as const;
  const of = await context({ matrix: { managers: ['npm@11', 'pnpm'], nodes: ['22'] } });
  const entry = (id: string) => ({ id, pm: 'npm', node: '22' });
  const planned = (first: string, ...others: string[]): Matrix => ({ include: [entry(first), ...others.map(entry)] });
  const report = (differs: Parameters<typeof sampleMatrixEvents>[2] = {}) => ({
    report: concluded(sampleMatrixEvents(ids, [sampleSmoke('a > b', { cell: ids[0] })], differs)),
  });
  const words = async (matrix: Matrix, found: Found) => (await done(title, { matrix }, found, of)).words;
  expect(await words(planned(...ids), report())).toBe('passed: passed: npm@11-node@22 | passed: pnpm-node@22');
  expect(await words(planned(...ids, 'bun-node@22'), report())).toBe('failed: missing: bun-node@22');
  expect(await words(planned(...ids), report({ 'pnpm-node@22': { outcome: 'failed', reason: 'hangs' } }))).toBe(
    'failed: failed: pnpm-node@22: hangs',
  );
  const advisory = report({ 'pnpm-node@22': { outcome: 'failed', required: false } });
  expect(await words(planned(...ids), advisory)).toMatch(/^passed: .*failed: pnpm-node@22 \(advisory\)/);
  expect((await done(title, { matrix: planned('host') }, { report: passing })).words).toMatch(/^not-applicable: /);
});

test('a track fails by a required smoke, with its reason first, and when none of its smokes ran', async () => {
  const title = 'The smokes of RG-3';
  const smokes = [
    sampleSmoke('daemon > a'),
    sampleSmoke('daemon > b', { outcome: 'failed', errors: [{ message: 'says otherwise\nmore' }] }),
    sampleSmoke('daemon > c', { outcome: 'failed', required: false }),
  ];
  const { words, ran } = await done(title, { logs: 'text' }, { report: withSmokes(...smokes) });
  expect(words).toBe('failed: failed: daemon > b: says otherwise | 1 of 3 passed');
  expect(ran).toEqual(['logs']);
  expect((await done(title, { logs: 'text' }, { report: withSmokes(sampleSmoke('prune > x')) })).words).toBe(
    'failed: none of them ran',
  );
  const fine = withSmokes(...smokes.filter(({ required, outcome }) => outcome === 'passed' || !required));
  expect((await done(title, { logs: 'text' }, { report: fine })).words).toMatch(
    /^passed: passed: daemon > a \| failed/,
  );
  expect((await done(title, {}, { report: fine })).words).toBe('failed: exit 1: said');
});

test('a second run that gives other bytes or another verdict fails', async () => {
  const other = { ...passing, artifact: passing.artifact && { ...passing.artifact, sha256: 'b'.repeat(64) } };
  const found = { report: passing };
  expect((await done('Again', { verify: passing }, found)).words).toMatch(/^passed: the same bytes, sha256 3f3f/);
  expect((await done('Again', { verify: other }, found)).words).toMatch(
    /^failed: other bytes: expected sha256 3f3f.*bbb$/,
  );
  const bad = withSmokes(sampleSmoke('daemon > starts', { outcome: 'failed' }));
  expect((await done('Again', { verify: bad }, found)).words).toMatch(/^failed: FAIL/);
  expect((await done('Again', { verify: passing })).words).toBe('failed: nothing was verified before');
});

const gate = (id: string, verdict: Gate['verdict'], remedy?: string): Gate => ({
  id,
  title: 'x',
  verdict,
  evidence: [{ text: 'seen' }],
  findings: [],
  ...(remedy === undefined ? {} : { remedy }),
});
const readiness = (gates: Gate[], verdict: ReadinessReport['verdict'] = 'ready'): ReadinessReport => ({
  schemaVersion: 1,
  verdict,
  exitCode: verdict === 'ready' ? 0 : 1,
  line: verdict === 'ready' ? 'READY  x' : 'NOT READY  x',
  package: { name: '@scope/x', version: '1.2.3' },
  policy: { file: 'release-policy.json', sha256: 'a'.repeat(64), releaseMode: 'npm-public-release-ready' },
  publish: { allowed: true, reason: 'x' },
  source: { dir: '/w', revision: null, dirty: null },
  gates,
  findings: [],
});

test('gates are asked once one after the other, anew when one is repeated, and for the last word', async () => {
  const of = await context();
  const found: Found = {};
  const ran: string[] = [];
  const answers = { readiness: readiness([gate('RG-6', 'passed'), gate('RG-7', 'failed', 'Mend it.')]) };
  const ask = async (title: string) => (await act(stepOf(of, title), answers, found, ran)).outcome;
  expect(await ask('Every documented command')).toBe('passed');
  expect(await ask('A wrong version is noticed')).toBe('failed');
  expect(ran).toHaveLength(1);
  expect(await ask('A wrong version is noticed')).toBe('failed');
  expect(ran).toHaveLength(2);
  expect(await ask('All gates')).toBe('passed');
  expect(ran).toHaveLength(3);
});

test.each([
  ['passed', 'passed: RG-7 passed | seen'],
  ['overridden', 'passed: RG-7 overridden, by Ann: known | seen'],
  ['not-applicable', 'not-applicable: RG-7 not-applicable | seen'],
  ['missing', 'failed: RG-7 missing | seen | Next: Mend it.'],
  ['failed', 'failed: RG-7 failed | seen | Next: Mend it.'],
] as const)('a gate that is %s', async (verdict, words) => {
  const remedy = verdict === 'missing' || verdict === 'failed' ? 'Mend it.' : undefined;
  const override =
    verdict === 'overridden' ? { override: { by: 'Ann', reason: 'known', at: '2026-11-02T10:00:00Z' } } : {};
  const answers = { readiness: readiness([{ ...gate('RG-7', verdict, remedy), ...override }]) };
  expect((await done('A wrong version is noticed', answers)).words).toBe(words);
});

test('the summary is what readiness says, a gate that it does not know fails', async () => {
  const notReady = { readiness: readiness([gate('RG-1', 'failed', 'Mend it.')], 'not-ready') };
  expect((await done('All gates', notReady)).words).toBe('failed: NOT READY  x | RG-1 failed: x. Next: Mend it.');
  expect((await done('A wrong version is noticed', notReady)).words).toBe('failed: readiness says nothing of RG-7');
});

test('at the end the source must be the commit of the beginning, with nothing after it', async () => {
  const title = 'The source is as it was';
  const words = async (answers: Answers) => (await done(title, answers, { revision: 'aaa' })).words;
  expect(await words({ 'rev-parse': 'aaa\n', status: '' })).toBe('passed: still commit aaa');
  expect(await words({ 'rev-parse': 'bbb\n', status: '' })).toBe('failed: expected commit aaa, found bbb');
  expect(await words({ 'rev-parse': 'aaa\n', status: ' M dist/x.js\n' })).toBe('failed:  M dist/x.js');
});

test('what is left over is listed, with the command that deletes it', async () => {
  const { words } = await done('What is left over', {
    workspaces: {
      schemaVersion: 1,
      command: 'workspaces prune',
      acted: false,
      items: [{ kind: 'workspace', name: 'w', result: 'would delete', reason: 'its run has ended', bytes: 1 }],
      summary: { deleted: 0, wouldDelete: 1, kept: 0, refused: 0, notFound: 0, bytes: 1 },
    },
  });
  expect(words).toMatch(/^passed: would delete: workspace w, its run has ended \| Delete them: .* --force$/);
});
