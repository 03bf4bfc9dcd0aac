import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Bystander } from './bystander.ts';
import { smokeThatNeeds } from './smoke.ts';

const smoke = smokeThatNeeds('start', 'uv');
const stopSmoke = smokeThatNeeds('start', 'stop', 'uv');

stopSmoke('stop leaves a process alone that only has the recorded pid', async ({ ktx, rig, expect }) => {
  const { state } = await ktx.start();
  await ktx.end();
  const bystander = await Bystander.inPlaceOf(state, rig);
  const result = await ktx.runtime('stop');
  expect(result).toExit(0);
  expect(ktx.readText('stop-text', result.stdout).headline).toBe(ktx.text('stoppedAlready'));
  expect(await bystander.isUnharmed()).toBe(true);
});

smoke('start and start --force leave a process alone that only has the recorded pid', async ({ ktx, rig, expect }) => {
  const { state } = await ktx.start();
  await ktx.end();
  const bystander = await Bystander.inPlaceOf(state, rig);
  for (const flags of [[], ['--force']]) {
    await bystander.takePlaceIn(state);
    const result = await ktx.runtime('start', ...flags);
    expect(result).toExit(0);
    const started = ktx.readText('start-text', result.stdout);
    expect(started.headline).toBe(ktx.text('started'));
    expect(started.pid).not.toBe(bystander.pid);
    await ktx.health(started.url);
    expect(await bystander.isUnharmed()).toBe(true);
    await ktx.end();
  }
});

stopSmoke('stop leaves the daemon of another root alone', async ({ ktx, sandbox, expect }) => {
  const { state } = await ktx.start();
  await ktx.end();
  const other = await ktx.at(join(sandbox.dir, 'other root')).start();
  await writeFile(state, await readFile(other.state));
  const result = await ktx.runtime('stop');
  expect(result).toExit(0);
  expect(ktx.readText('stop-text', result.stdout).headline).toBe(ktx.text('stoppedAlready'));
  await ktx.health(other.url);
  await ktx.end();
});
