import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { CoherenceRule } from '../../schemas/types.ts';
import { answeringServer } from '../registry/answering-server.ts';
import { type CoherenceRequest, checkCoherence } from './check-coherence.ts';
import { judgeRules, type RegistryAnswers, type RegistryQuestion } from './registry-rules.ts';
import { loaded, samplePolicy, sampleSource, sampleVersion, spokenIo, subjectIn } from './sample-source.ts';

const absent = { kind: 'absent' } as const;
const nothing: RegistryAnswers = { package: absent, version: absent };
const question: RegistryQuestion = { name: 'x', version: '1.2.3', tag: null };
const withLatest = (latest: string): RegistryAnswers => ({
  package: { kind: 'found', value: { 'dist-tags': { latest } } },
  version: absent,
});
const published = (integrity: string): RegistryAnswers => ({
  ...withLatest('1.2.3'),
  version: { kind: 'found', value: { name: 'x', version: '1.2.3', dist: { integrity, tarball: 'http://r/x.tgz' } } },
});
const states = (rules: readonly CoherenceRule[]) => rules.map(({ state }) => state);

test('a version of a package that nobody has published can be taken', () => {
  const { rules, findings } = judgeRules(question, nothing);
  expect(rules.map(({ rule, state }) => `${rule} ${state}`)).toEqual([
    'dist-tag holds',
    'latest holds',
    'unused holds',
  ]);
  expect(findings).toEqual([]);
});

test.for([
  ['1.2.3-rc.0', null, 'broken'],
  ['1.2.3-rc.0', 'latest', 'broken'],
  ['1.2.3-rc.0', 'next', 'holds'],
  ['1.2.3', null, 'holds'],
  ['1.2.3', 'next', 'holds'],
] as const)('%s with the dist-tag %s: %s', ([version, tag, state]) => {
  const { rules, findings } = judgeRules({ ...question, version, tag }, nothing);
  expect(rules[0]?.state).toBe(state);
  expect(findings.map(({ code }) => code)).toEqual(state === 'broken' ? ['dist-tag-for-prerelease'] : []);
});

test.for([
  ['1.2.4', null, 'broken'],
  ['1.2.4', 'latest', 'broken'],
  ['1.2.4', 'v1', 'holds'],
  ['1.2.2', null, 'holds'],
  ['1.2.3-rc.5', null, 'holds'],
  ['what', null, 'holds'],
] as const)('1.2.3 where latest is %s, with the dist-tag %s: %s', ([latest, tag, state]) => {
  const { rules, findings } = judgeRules({ ...question, tag }, withLatest(latest));
  expect(rules[1]?.state).toBe(state);
  expect(findings.map(({ code }) => code)).toEqual(state === 'broken' ? ['dist-tag-lowers-latest'] : []);
});

test('a version that is published: with the same bytes it is done, with others it is taken, without any nobody knows', () => {
  expect(judgeRules({ ...question, integrity: 'sha512-a' }, published('sha512-a'))).toMatchObject({
    rules: [{}, {}, { state: 'already-satisfied' }],
    findings: [],
  });
  expect(judgeRules({ ...question, integrity: 'sha512-b' }, published('sha512-a'))).toMatchObject({
    rules: [{}, {}, { state: 'broken' }],
    findings: [{ code: 'version-taken', args: { found: 'sha512-a' } }],
  });
  expect(judgeRules(question, published('sha512-a'))).toMatchObject({
    rules: [{}, {}, { state: 'unknown', note: expect.stringContaining('--tarball') }],
    findings: [],
  });
});

test('a registry that does not answer, or refuses, leaves it unknown; what needs no registry is judged all the same', () => {
  for (const kind of ['unreachable', 'refused', 'later'] as const) {
    const answer = { kind, reason: 'ECONNREFUSED somewhere' };
    const { rules } = judgeRules({ ...question, version: '1.2.3-rc.0' }, { package: answer, version: answer });
    expect(states(rules)).toEqual(['broken', 'unknown', 'unknown']);
    expect(rules[1]?.note).toBe('ECONNREFUSED somewhere');
  }
  expect(states(judgeRules(question, { leftOut: 'not asked' }).rules)).toEqual(['holds', 'left-out', 'left-out']);
});

const heard = { from: 'run', runId: 'r1', says: sampleVersion } as const;

async function asked(request: Pick<CoherenceRequest, 'registry'> & Partial<CoherenceRequest>, npmrc?: string) {
  const source = sampleSource();
  if (npmrc !== undefined) writeFileSync(join(dirname(source.dir), '.npmrc'), npmrc);
  const subject = await subjectIn(source);
  return await checkCoherence({ subject, policy: loaded(), command: heard, ...request }, spokenIo(source).io);
}

test('the registry is asked by npm, and what it has counts', async () => {
  await using server = await answeringServer();
  const integrity = server.serve({ name: '@scope/sample', version: sampleVersion });
  const free = await asked({ registry: { url: server.url } });
  expect(states(free.rules)).toEqual(['holds', 'holds', 'unknown']);
  expect(free).toMatchObject({ verdict: 'incomplete', exitCode: 4 });
  expect(integrity).toMatch(/^sha512-/);
  expect(server.asked.length).toBeGreaterThan(0);
});

test("without a registry of the policy's, npm goes where the user's configuration sends it", async () => {
  await using server = await answeringServer();
  const report = await asked({ registry: {} }, `@scope:registry=${server.url}\nregistry=http://127.0.0.1:1/\n`);
  expect(states(report.rules)).toEqual(['holds', 'holds', 'holds']);
  expect(server.asked).toContain('GET /@scope/sample');
  expect(report).toMatchObject({ verdict: 'passed', exitCode: 0 });
});

test('no network: unknown, with the reason, and the whole is incomplete', async () => {
  const policy = loaded({ ...samplePolicy, npm: { ...samplePolicy.npm, registry: 'http://127.0.0.1:1/' } });
  const report = await asked({ registry: {}, policy });
  expect(report).toMatchObject({ verdict: 'incomplete', exitCode: 4, findings: [] });
  expect(report.rules.slice(1)).toMatchObject([
    { state: 'unknown', note: expect.stringContaining('ECONNREFUSED') },
    { state: 'unknown', note: expect.stringContaining('ECONNREFUSED') },
  ]);
});

test('a policy that publishes nothing has nothing to ask', async () => {
  const npm = { ...samplePolicy.npm, publish: false, registry: 'http://127.0.0.1:1/' };
  const policy = loaded({ ...samplePolicy, releaseMode: 'published-package-smoke-required', npm });
  expect(states((await asked({ registry: {}, policy })).rules)).toEqual(['holds', 'left-out', 'left-out']);
});
