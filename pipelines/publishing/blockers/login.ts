import type { Finding } from '../../../schemas/types.ts';
import { finding } from '../../findings/finding.ts';
import { authenticationOf, type ReleaseFacts } from '../release-facts.ts';
import type { BlockerRule } from './blocker.ts';

/** npm is logged in, or the job that sends can prove who it is; where neither is so, both are told. */
export const login: BlockerRule = (facts) => {
  const { registry, target, job } = facts;
  if (target === undefined || registry.login.kind !== 'nobody' || authenticationOf(facts) !== 'login') return [];
  const expected = `npm logged in to ${target.registry}${job.service === undefined ? '' : ', or trusted publishing'}`;
  return [
    finding('not-logged-in', { expected, found: registry.login.reason, registry: target.registry }),
    ...(job.service === undefined ? [] : oidcLacks(facts)),
  ];
};

function oidcLacks({ job, registry, name }: ReleaseFacts): Finding[] {
  const lacks = job.lacksForLogin.map(({ expected, found, remediation }) =>
    finding('oidc-not-possible', { expected, found, remedy: remediation }),
  );
  if (registry.package.kind !== 'absent') return lacks;
  const remedy = 'Publish the first version by hand, logged in, then name this workflow as trusted publisher.';
  return [
    ...lacks,
    finding('oidc-not-possible', { expected: `${name} on the registry already`, found: 'no such package', remedy }),
  ];
}
