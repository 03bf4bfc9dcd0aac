import { rename, symlink } from 'node:fs/promises';
import { smoke } from '../../smoke.ts';

const smokeWith = (...needs: string[]) => smoke.extend<{ needs: readonly string[] }>({ needs });

smoke('passes with steps and commands', async ({ cli, step, expect }) => {
  const result = await step('prints', () => cli(['print', 'out\n']));
  expect(result).toSucceed();
  expect(result.stdout).toBe('out\n');
});

smoke('runs a command and checks nothing', async ({ cli, expect }) => {
  await cli(['print', 'out\n']);
  expect(1).toBe(1);
});

smoke('reads an output and asserts nothing after it', async ({ cli, expect }) => {
  expect(1).toBe(1);
  const result = await cli(['print', 'out\n']);
  result.stdout.trim();
});

smoke('looks only at the exit code', async ({ cli, expect }) => {
  expect(await cli(['print', 'out\n'])).toExit(0);
});

smoke('asserts nothing at all', async ({ sandbox }) => {
  sandbox.dir.trim();
});

smoke('leaves a process behind', async ({ cli, expect }) => {
  const result = await cli(['leave']);
  expect(result).toSucceed();
  expect(result.stdout).toMatch(/^\d+\n$/);
});

smoke('leaves commands in the background', async ({ rig, command, expect }) => {
  const stay = rig.cliInBackground(['stay']);
  const killed = rig.cliInBackground(['stay']);
  expect(rig.census().survivors.filter(({ pid }) => pid === stay.pid || pid === killed.pid)).toEqual([]);
  expect(killed.kill('SIGKILL')).toBe(true);
  expect(await killed.end()).toBeKilledBy('SIGKILL');
  expect(await command(['kill', '-0', String(stay.pid)])).toSucceed();
});

smoke('waits for a command in the background and checks nothing', async ({ rig, expect }) => {
  await rig.cliInBackground(['print', 'out\n']).end();
  expect(1).toBe(1);
});

smoke('runs a command through another program', async ({ cli, expect }) => {
  const result = await cli(['print', 'out\n'], { via: ['env', 'A=b'] });
  expect(result).toSucceed();
  expect(result.argv[0]).toBe('env');
});

smoke('puts a link where its sandbox was', async ({ sandbox, expect }) => {
  await rename(sandbox.dir, `${sandbox.dir}-moved`);
  await symlink(`${sandbox.dir}-moved`, sandbox.dir);
  expect(1).toBe(1);
});

smoke('takes a timeout for a refusal', async ({ cli, expect }) => {
  expect(await cli(['stay'], { timeoutMs: 500 })).toRefuse({ stderr: 'no' });
});

smoke('does not end', { timeout: 1000 }, async ({ cli, expect }) => {
  expect(await cli(['stay'])).toSucceed();
});

smoke('fails in a step', async ({ cli, step, expect }) => {
  await step('fails', async () => expect(await cli(['print', 'out\n', 'err\n', '3'])).toSucceed());
});

smoke('skips itself', async ({ skip }) => {
  skip('nothing to do here');
});

smokeWith('uv')('needs uv', async ({ expect }) => {
  expect(1).toBe(1);
});

smokeWith('uv', 'teleport')('needs what the contract lacks', async ({ expect }) => {
  expect(1).toBe(1);
});
