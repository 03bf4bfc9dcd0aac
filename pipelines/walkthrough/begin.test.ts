import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Walkthrough } from '../../schemas/types.ts';
import { resolveSubject } from '../artifact/subject.ts';
import { scratchRepository } from '../git/scratch-repository.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { newWalkthrough, whyOutdated } from './begin.ts';
import type { PlanContext } from './plan.ts';
import { releaseFiles } from './release-files.ts';

const io = { env: process.env, now: () => new Date('2026-11-02T10:00:00.000Z') };

/** A release in a repository, and a walkthrough of its commit. */
async function begun() {
  const repository = scratchRepository();
  const revision = repository.commit('chore: the first release', releaseFiles());
  const context = async (): Promise<PlanContext> => {
    const subject = await resolveSubject('.', { cwd: repository.dir });
    if (subject.kind !== 'directory') throw new Error('no directory');
    return { subject, policy: await loadPolicy('release-policy.json', repository.dir), cwd: repository.dir };
  };
  const walkthrough: Walkthrough = { ...newWalkthrough(await context(), 'ann', io), revision };
  const why = async (uncommitted: boolean, of = walkthrough) => whyOutdated(of, await context(), { io, uncommitted });
  return { repository, walkthrough, why };
}

test('a new one has every step of the issue pending, and says tag and remote', async () => {
  const { walkthrough } = await begun();
  expect(walkthrough.sections.map(({ title }) => title)).toEqual([
    'Preflight',
    'The package',
    'Track: getting in',
    'Track: the runtime',
    'Track: the daemon',
    'Track: what destroys',
    'Edge cases',
    'Dogfood: the documents',
    'The negative control',
    'The scope audit',
    'The gate summary',
    'Reset and cleaning up',
  ]);
  expect(new Set(walkthrough.sections.flatMap(({ steps }) => steps).map(({ outcome }) => outcome))).toEqual(
    new Set(['pending']),
  );
  expect(walkthrough).toMatchObject({ state: 'open', release: { tag: 'v1.2.3', remote: 'origin' }, operator: 'ann' });
});

test('it is outdated by another commit, version, policy or other steps, and says by which', async () => {
  const { repository, walkthrough, why } = await begun();
  expect(await why(true)).toBeUndefined();
  expect(await why(true, { ...walkthrough, package: { name: '@scope/x', version: '1.2.2' } })).toBe(
    'it is of @scope/x 1.2.2, here is @scope/x 1.2.3',
  );
  expect(await why(true, { ...walkthrough, sections: walkthrough.sections.slice(1) })).toContain('other steps');
  expect(await why(true, { ...walkthrough, policy: { ...walkthrough.policy, sha256: 'b'.repeat(64) } })).toBe(
    'release-policy.json is not what it was',
  );
  const revision = repository.commit('fix: more', { 'more.js': '1\n' });
  expect(await why(false)).toBe(
    `it is of commit ${walkthrough.revision?.slice(0, 12)}, here is ${revision.slice(0, 12)}`,
  );
});

test('what is not committed outdates one that is resumed, not one that is under way', async () => {
  const { repository, why } = await begun();
  writeFileSync(join(repository.dir, 'more.js'), '1\n');
  expect(await why(true)).toBe('. has changes that are not committed');
  expect(await why(false)).toBeUndefined();
});
