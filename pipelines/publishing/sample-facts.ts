/** For tests: the facts of a release that nothing stands in the way of. */
import type { PublishedVersion, ReadinessReport } from '../../schemas/types.ts';
import { plainPolicy } from '../policy/sample-policies.ts';
import type { ReleaseFacts } from './release-facts.ts';

export const head = 'a'.repeat(40);
export const integrity = `sha512-${'A'.repeat(86)}==`;
const digest = { sha256: '1'.repeat(64), integrity, size: 1000 };

export const samplePolicy = plainPolicy({
  npm: { publish: true, registry: null, access: 'public', tag: 'latest', packages: ['@scope/x'] },
});

export const sampleReadiness: ReadinessReport = {
  schemaVersion: 1,
  verdict: 'ready',
  exitCode: 0,
  line: 'READY',
  package: { name: '@scope/x', version: '1.0.0' },
  artifact: { runId: 'the-run', file: '/run/x.tgz', sha256: digest.sha256, integrity },
  policy: { file: 'release-policy.json', sha256: '2'.repeat(64), releaseMode: 'npm-public-release-ready' },
  publish: { allowed: true, reason: 'x' },
  source: { dir: '/source', revision: head, dirty: false },
  gates: [{ id: 'RG-1', title: 'installs', verdict: 'passed', evidence: [], findings: [] }],
  findings: [],
};

/** What the registry says of a version with this integrity. */
export function publishedWith(found: string): PublishedVersion {
  return { name: '@scope/x', version: '1.0.0', dist: { integrity: found, tarball: 'http://r.example/x.tgz' } };
}

export const sampleFacts: ReleaseFacts = {
  intent: 'publish',
  sender: 'this job',
  policy: { file: 'release-policy.json', sha256: '2'.repeat(64), policy: samplePolicy },
  name: '@scope/x',
  version: '1.0.0',
  source: {
    kind: 'repository',
    revision: head,
    dirty: [],
    branch: { name: 'main', remote: 'origin', state: { kind: 'same' } },
    tag: {
      name: 'v1.0.0',
      here: { kind: 'at', revision: head },
      remote: { name: 'origin', state: { kind: 'at', revision: head } },
    },
  },
  readiness: { kind: 'assessed', report: sampleReadiness },
  bytes: { file: '/run/x.tgz', digest },
  manifest: {},
  npm: { kind: 'found', version: '11.19.1', canStage: true },
  target: {
    registry: 'http://r.example/',
    from: 'npm',
    byItself: { registry: 'http://r.example/', because: 'npm itself' },
  },
  tag: 'latest',
  access: 'public',
  provenance: undefined,
  job: { service: undefined, lacksForLogin: [], lacksForProvenance: [] },
  registry: {
    package: { kind: 'found', value: { 'dist-tags': { latest: '0.9.0' }, versions: { '0.9.0': {} } } },
    version: { kind: 'absent' },
    login: { kind: 'user', name: 'alice' },
  },
};
