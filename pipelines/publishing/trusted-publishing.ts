/**
 * Whether this job can prove who it is to a registry (OIDC), which stands in for a login and is what provenance rests on.
 * npm says nothing when it cannot: the reasons are read off here before it is tried.
 * @see https://docs.npmjs.com/trusted-publishers
 */
import { gte } from 'semver';
import type { PublishManifest } from '../../schemas/types.ts';

/** One thing that is missing. */
interface Lack {
  expected: string;
  found: string;
  remediation: string;
}

export interface JobIdentity {
  /** The CI service, if it is one that npm trusts. */
  service: 'GitHub Actions' | 'GitLab CI/CD' | 'CircleCI' | undefined;
  /** what trusted publishing lacks here; empty where it is possible */
  lacksForLogin: readonly Lack[];
  /** what provenance lacks here */
  lacksForProvenance: readonly Lack[];
}

export interface JobFacts {
  env: NodeJS.ProcessEnv;
  nodeVersion: string;
  npmVersion: string;
  repository: PublishManifest['repository'];
}

const needed = { npm: '11.5.1', node: '22.14.0' };

export function jobIdentity(facts: JobFacts): JobIdentity {
  const service = serviceOf(facts.env);
  if (service === undefined) {
    const lack: Lack = {
      expected: 'a job of GitHub Actions, GitLab CI/CD or CircleCI, which npm trusts',
      found: 'no such job',
      remediation: 'Release from such a job, or log in with `npm login`.',
    };
    return { service, lacksForLogin: [lack], lacksForProvenance: [lack] };
  }
  const token = tokenLacks(service, facts.env);
  const repository = service === 'GitHub Actions' ? repositoryLacks(facts) : [];
  return {
    service,
    lacksForLogin: [...versionLacks(facts), ...token, ...hostedLacks(service, facts.env), ...repository],
    lacksForProvenance: [
      ...provenanceTokenLacks(service, facts.env, token),
      ...hostedLacks(service, facts.env),
      ...repository,
    ],
  };
}

function serviceOf(env: NodeJS.ProcessEnv): JobIdentity['service'] {
  if (env.GITHUB_ACTIONS) return 'GitHub Actions';
  if (env.GITLAB_CI) return 'GitLab CI/CD';
  return env.CIRCLECI ? 'CircleCI' : undefined;
}

function versionLacks({ npmVersion, nodeVersion }: JobFacts): Lack[] {
  return (['npm', 'node'] as const).flatMap((tool) => {
    const found = tool === 'npm' ? npmVersion : nodeVersion;
    if (gte(found, needed[tool])) return [];
    const remediation =
      tool === 'npm'
        ? 'Use a Node that comes with a newer npm, 24 for one, or install npm 11.5.1 or later in the job.'
        : 'Use Node 22.14 or later in the job.';
    return [
      { expected: `${tool} ${needed[tool]} or later for trusted publishing`, found: `${tool} ${found}`, remediation },
    ];
  });
}

function tokenLacks(service: JobIdentity['service'], env: NodeJS.ProcessEnv): Lack[] {
  if (env.NPM_ID_TOKEN) return [];
  if (service !== 'GitHub Actions') {
    return [
      {
        expected: 'NPM_ID_TOKEN, the identity of the job',
        found: 'no such variable',
        remediation:
          'Let the job ask for an id token for npm: `id_tokens` with NPM_ID_TOKEN in GitLab, OIDC in CircleCI.',
      },
    ];
  }
  const missing = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'].filter((name) => !env[name]);
  if (missing.length === 0) return [];
  return [
    {
      expected: 'a job that may ask for its identity: ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN',
      found: `no ${missing.join(' and no ')}`,
      remediation: 'Give the job `permissions: id-token: write`; a pull request of a fork never gets it.',
    },
  ];
}

/** npm signs provenance with an identity for sigstore, which GitLab gives in a variable of its own and CircleCI not at all. */
function provenanceTokenLacks(service: JobIdentity['service'], env: NodeJS.ProcessEnv, token: readonly Lack[]): Lack[] {
  if (service === 'GitHub Actions') return [...token];
  if (service === 'GitLab CI/CD' && env.SIGSTORE_ID_TOKEN) return [];
  const expected =
    service === 'CircleCI'
      ? 'a service that npm makes provenance on'
      : 'SIGSTORE_ID_TOKEN, the identity for the signature';
  const remediation =
    service === 'CircleCI'
      ? 'Publish from GitHub Actions or GitLab, or set release.provenance to false in the policy.'
      : 'Give the job `id_tokens` with SIGSTORE_ID_TOKEN for the audience sigstore.';
  return [{ expected, found: service === 'CircleCI' ? 'CircleCI' : 'no such variable', remediation }];
}

function hostedLacks(service: JobIdentity['service'], env: NodeJS.ProcessEnv): Lack[] {
  const found = env.RUNNER_ENVIRONMENT;
  if (service !== 'GitHub Actions' || found === undefined || found === 'github-hosted') return [];
  return [
    {
      expected: 'a runner that GitHub hosts',
      found: `a ${found} runner`,
      remediation: 'Publish from a hosted runner: the registry refuses the identity of others.',
    },
  ];
}

function repositoryLacks({ env, repository }: JobFacts): Lack[] {
  const job = env.GITHUB_REPOSITORY;
  if (job === undefined) return [];
  const url = typeof repository === 'string' ? repository : repository?.url;
  const named = url === undefined ? undefined : repositoryName(url);
  if (named === job) return [];
  return [
    {
      expected: `repository.url of package.json to be that of the job, ${job}`,
      found: url ?? 'none',
      remediation: `Set repository.url in package.json to ${env.GITHUB_SERVER_URL ?? 'https://github.com'}/${job}, letter by letter.`,
    },
  ];
}

/** `owner/name` of a repository's URL, or of the short forms that npm takes. */
function repositoryName(url: string): string | undefined {
  return /^(?:github:)?([^/:@\s]+\/[^/:@\s]+)$|[/:]([^/:@\s]+\/[^/:\s]+)$/
    .exec(url.replace(/[#?].*$/, '').replace(/(\.git)?\/?$/, ''))
    ?.slice(1)
    .find((name) => name !== undefined);
}
