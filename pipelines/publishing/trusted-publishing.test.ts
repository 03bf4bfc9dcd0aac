import { describe, expect, test } from 'vitest';
import { type JobFacts, jobIdentity } from './trusted-publishing.ts';

/** A job of GitHub Actions that can publish without a login. */
const job: JobFacts = {
  env: {
    GITHUB_ACTIONS: 'true',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example/',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
    RUNNER_ENVIRONMENT: 'github-hosted',
    GITHUB_REPOSITORY: 'owner/name',
  },
  nodeVersion: '24.0.0',
  npmVersion: '11.19.1',
  repository: { url: 'git+https://github.com/owner/name.git' },
};

const lacks = (changes: Partial<JobFacts>) => jobIdentity({ ...job, ...changes }).lacksForLogin;
const withEnv = (env: NodeJS.ProcessEnv): Partial<JobFacts> => ({ env: { ...job.env, ...env } });

test('a hosted job that may ask for its identity, with the right repository and tools, lacks nothing', () => {
  expect(jobIdentity(job)).toEqual({ service: 'GitHub Actions', lacksForLogin: [], lacksForProvenance: [] });
});

test.each([
  ['outside of a job', { env: {} }, 'no such job'],
  [
    'without permission',
    withEnv({ ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }),
    'no ACTIONS_ID_TOKEN_REQUEST_URL and no ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  ],
  ['with an old npm', { npmVersion: '10.9.4' }, 'npm 10.9.4'],
  ['with an npm just too old', { npmVersion: '11.5.0' }, 'npm 11.5.0'],
  ['with an old Node', { nodeVersion: '22.13.1' }, 'node 22.13.1'],
  ['on a runner of its own', withEnv({ RUNNER_ENVIRONMENT: 'self-hosted' }), 'a self-hosted runner'],
  ['of another repository', { repository: 'https://github.com/owner/other' }, 'https://github.com/owner/other'],
  ['of a fork', withEnv({ GITHUB_REPOSITORY: 'stranger/name' }), 'git+https://github.com/owner/name.git'],
  [
    'of a repository in other letters',
    withEnv({ GITHUB_REPOSITORY: 'Owner/name' }),
    'git+https://github.com/owner/name.git',
  ],
  ['of a package without repository', { repository: undefined }, 'none'],
  ['of GitLab without a token', { env: { GITLAB_CI: 'true' } }, 'no such variable'],
])('a publish %s is told why it cannot do without a login', (_, changes, found) => {
  const all = lacks(changes);
  expect(all.map((lack) => lack.found)).toEqual([found]);
  for (const { expected, remediation } of all) expect([expected, remediation]).not.toContain('');
});

test('everything that is missing is told, not the first', () => {
  const found = lacks({ ...withEnv({ ACTIONS_ID_TOKEN_REQUEST_URL: '' }), npmVersion: '10.0.0', repository: null });
  expect(found.map((lack) => lack.found)).toEqual(['npm 10.0.0', 'no ACTIONS_ID_TOKEN_REQUEST_URL', 'none']);
});

describe('a repository is the same, written as', () => {
  test.each([
    'owner/name',
    'github:owner/name',
    'https://github.com/owner/name',
    'https://github.com/owner/name.git',
    'git+https://github.com/owner/name.git',
    'git+ssh://git@github.com/owner/name.git',
    'git@github.com:owner/name.git',
    'git://github.com/owner/name.git#main',
  ])('%s', (url) => {
    expect(lacks({ repository: url })).toEqual([]);
    expect(lacks({ repository: { url } })).toEqual([]);
  });
});

describe('provenance', () => {
  const provenance = (env: NodeJS.ProcessEnv) =>
    jobIdentity({ ...job, env }).lacksForProvenance.map(({ found }) => found);

  test('needs the identity of the job, and not the npm that trusted publishing needs', () => {
    expect(jobIdentity({ ...job, npmVersion: '10.9.4' }).lacksForProvenance).toEqual([]);
    expect(provenance({ GITHUB_ACTIONS: 'true' })).toHaveLength(1);
  });

  test('needs an identity for the signature on GitLab, and is not to be had on CircleCI or at home', () => {
    expect(provenance({ GITLAB_CI: 'true', NPM_ID_TOKEN: 'x' })).toEqual(['no such variable']);
    expect(provenance({ GITLAB_CI: 'true', NPM_ID_TOKEN: 'x', SIGSTORE_ID_TOKEN: 'y' })).toEqual([]);
    expect(provenance({ CIRCLECI: 'true', NPM_ID_TOKEN: 'x' })).toEqual(['CircleCI']);
    expect(provenance({})).toEqual(['no such job']);
  });
});
