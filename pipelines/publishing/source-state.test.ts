import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ScratchRepository, scratchDirectory, scratchRepository } from '../git/scratch-repository.ts';
import { answeringServer } from '../registry/answering-server.ts';
import { type SourceQuestion, sourceState } from './source-state.ts';

let source: ScratchRepository;
let head: string;
beforeEach(() => {
  source = scratchRepository();
  head = source.commit('one', { 'package.json': { name: 'x', version: '1.0.0' } });
});

/** A bare repository beside the source, known there as origin, with its branch main. */
function addRemote(): void {
  source.git('clone', '-q', '--bare', '.', '../remote.git');
  source.git('remote', 'add', 'origin', join(source.dir, '../remote.git'));
}

const look = (changes: Partial<SourceQuestion> = {}) =>
  sourceState({
    dir: source.dir,
    version: '1.0.0',
    branch: 'main',
    remote: 'origin',
    tagTemplate: 'v{version}',
    remoteNeeded: true,
    env: { PATH: process.env.PATH, HOME: source.dir },
    signal: new AbortController().signal,
    ...changes,
  });

async function branch() {
  const state = await look();
  return state.kind === 'repository' ? state.branch?.state : state;
}

describe('the branch at the remote', () => {
  beforeEach(addRemote);

  test('is the same', async () => expect(await branch()).toEqual({ kind: 'same' }));

  test('is not there', async () => {
    source.git('-C', '../remote.git', 'branch', '-m', 'main', 'other');
    expect(await branch()).toEqual({ kind: 'missing' });
  });

  test('lacks a commit that was not pushed', async () => {
    source.commit('two');
    expect(await branch()).toEqual({ kind: 'ahead', commits: 1, remote: head });
  });

  test('has a commit that is not checked out', async () => {
    const later = source.commit('two');
    source.git('push', '-q', 'origin', 'main');
    source.git('checkout', '-q', '--detach', head);
    expect(await branch()).toEqual({ kind: 'behind', commits: 1, remote: later });
  });

  test('has parted', async () => {
    const theirs = source.commit('theirs');
    source.git('push', '-q', 'origin', 'main');
    source.git('reset', '-q', '--hard', head);
    source.commit('ours');
    expect(await branch()).toEqual({ kind: 'diverged', remote: theirs });
  });

  test('has a commit that this clone never saw', async () => {
    source.git('clone', '-q', '../remote.git', '../theirs');
    source.git('-C', '../theirs', 'commit', '-q', '--allow-empty', '-m', 'theirs');
    source.git('-C', '../theirs', 'push', '-q', 'origin', 'main');
    expect(await branch()).toEqual({ kind: 'elsewhere', remote: source.git('-C', '../theirs', 'rev-parse', 'HEAD') });
  });
});

describe('the tag', () => {
  beforeEach(addRemote);
  const tag = async () => {
    const state = await look();
    return state.kind === 'repository' ? state.tag : state;
  };

  test('is missing here and there', async () => {
    expect(await tag()).toEqual({
      name: 'v1.0.0',
      here: { kind: 'missing' },
      remote: { name: 'origin', state: { kind: 'missing' } },
    });
  });

  test.each([[['v1.0.0']], [['-a', '-m', 'annotated', 'v1.0.0']]])('is where its commit is, %s', async (args) => {
    source.git('tag', ...args);
    source.git('push', '-q', 'origin', 'v1.0.0');
    const at = { kind: 'at', revision: head };
    expect(await tag()).toMatchObject({ here: at, remote: { state: at } });
  });

  test('may be elsewhere at the remote', async () => {
    source.git('tag', 'v1.0.0');
    source.git('push', '-q', 'origin', 'v1.0.0');
    source.git('tag', '-f', 'v1.0.0', source.commit('two'));
    expect(await tag()).toMatchObject({ here: { kind: 'at' }, remote: { state: { kind: 'at', revision: head } } });
  });

  test('has the name that the policy gives it', async () => {
    source.git('tag', 'x@1.0.0');
    const state = await look({ tagTemplate: 'x@{version}' });
    expect(state).toMatchObject({ tag: { name: 'x@1.0.0', here: { kind: 'at', revision: head } } });
  });
});

test('what is changed, added, renamed and not committed is named; what is ignored is not', async () => {
  source.commit('two', { a: 'a\n', b: 'b\n'.repeat(50), '.gitignore': 'ignored\n' });
  source.write({ a: 'changed', 'new file': '', ignored: '' });
  source.git('mv', 'b', 'c');
  const state = await look({ branch: 'main', remoteNeeded: false });
  expect(state.kind === 'repository' && [...state.dirty].sort()).toEqual(['a', 'c', 'new file']);
});

test('a remote that does not answer is told, with what git says', async () => {
  source.git('remote', 'add', 'origin', '/nowhere');
  const state = await look();
  const unknown = { kind: 'unknown', reason: expect.stringContaining('/nowhere') };
  expect(state).toMatchObject({
    branch: { state: unknown },
    tag: { here: { kind: 'missing' }, remote: { state: unknown } },
  });
});

test("a token in the remote's URL is not repeated", async () => {
  await using server = await answeringServer();
  server.answers.set('/x.git/info/refs?service=git-upload-pack', {
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="x"' },
  });
  source.git('remote', 'add', 'origin', `${server.url.replace('//', '//the-canary@')}x.git`);
  const state = await look();
  expect(server.asked.length).toBeGreaterThan(0);
  expect(JSON.stringify(state)).toMatch(/git ls-remote origin: .*\[redacted\]@127/);
  expect(JSON.stringify(state)).not.toContain('the-canary');
});

test('a remote that the policy names must be there; one that is only assumed need not be', async () => {
  expect(await look()).toMatchObject({ branch: { state: { kind: 'unknown', reason: 'there is no remote origin' } } });
  const assumed = await look({ remoteNeeded: false });
  expect(assumed).toMatchObject({ kind: 'repository', branch: { state: { kind: 'missing' } } });
  expect(assumed).not.toHaveProperty('tag.remote');
});

test('a directory that is in no repository has no source', async () => {
  expect(await look({ dir: scratchDirectory().dir })).toMatchObject({ kind: 'none' });
});
