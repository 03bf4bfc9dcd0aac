import { expect, test } from 'vitest';
import type { PolicyScope } from '../../../schemas/types.ts';
import { findContract } from '../../../smoke/contract.ts';
import { openBench } from '../../artifact/bench.ts';
import { loaded, samplePolicy, sampleSource, spokenIo, subjectIn } from '../../versions/sample-source.ts';
import type { Answer } from '../gate.ts';
import { nextCommands } from '../next-commands.ts';
import { scopeGate } from './scope.ts';

async function asked(scope?: PolicyScope): Promise<Answer & { tagged: string }> {
  const source = sampleSource();
  source.git('tag', 'v1.2.2');
  const tagged = source.git('rev-parse', 'HEAD');
  source.commit('a fix', { 'src/fix.ts': '' });
  const { io } = spokenIo(source);
  await using bench = openBench(io);
  const ground = { subject: await subjectIn(source), policy: loaded({ ...samplePolicy, ...(scope ? { scope } : {}) }) };
  const commands = nextCommands('.', 'release-policy.json');
  const { contract } = findContract('ktx-runtime@1');
  return { tagged, ...(await scopeGate.assess({ ...ground, contract, commands, bench, io })) };
}

test('says what the comparison with the last release says, with the commit of that', async () => {
  const { tagged, ...outside } = await asked({ allowed: ['docs/**'] });
  expect(outside).toMatchObject({ verdict: 'failed', findings: [{ code: 'scope-exceeded' }] });
  expect(outside.evidence[0]?.text).toContain(tagged.slice(0, 12));
  expect(await asked({ allowed: ['src/**'] })).toMatchObject({ verdict: 'passed', findings: [] });
  expect(await asked()).toMatchObject({ verdict: 'not-applicable', evidence: [{ text: 'the policy sets no scope' }] });
});
