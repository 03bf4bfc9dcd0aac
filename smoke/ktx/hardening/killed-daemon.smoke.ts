import { fastClock } from '../../process/preload.ts';
import { SlowDaemon } from './slow-daemon.ts';
import { smokeThatNeeds } from './smoke.ts';

const stopSmoke = smokeThatNeeds('start', 'stop', 'uv');
const smoke = smokeThatNeeds('install', 'start', 'uv');

stopSmoke(
  'after a kill -9 of the daemon, stop says that there is none, and start brings one up',
  async ({ ktx, expect }) => {
    const { pid } = await ktx.start();
    await ktx.end();
    expect(await ktx.stop()).toMatchObject({ headline: ktx.text('stoppedAlready') });
    const again = await ktx.start();
    expect(again.headline).toBe(ktx.text('started'));
    expect(again.pid).not.toBe(pid);
    await ktx.health(again.url);
    await ktx.end();
  },
);

smoke('after a kill -9 of start, the next start leaves one daemon', async ({ ktx, expect }) => {
  const slow = await SlowDaemon.inPlaceOf((await ktx.install()).daemon);
  for (const orphanGoesOn of [true, false]) {
    await slow.put();
    const start = ktx.begin('start');
    const goOn = await slow.waits();
    process.kill(start.pid, 'SIGKILL');
    expect(await start.end()).toBeKilledBy('SIGKILL');
    if (orphanGoesOn) await goOn();
    await slow.takeAway();
    const { pid, url } = await ktx.start();
    await expect.poll(ktx.daemons, { timeout: 10_000 }).toMatchObject([{ pid }]);
    await ktx.health(url);
    await ktx.end();
  }
});

stopSmoke('stop returns when the daemon is gone, also one that does not answer any more', async ({ ktx, expect }) => {
  const { pid, state } = await ktx.start();
  process.kill(pid, 'SIGSTOP');
  expect(await ktx.with({ env: fastClock }).stop()).toMatchObject({ headline: ktx.text('stopped'), pid, state });
  expect(ktx.daemons()).toEqual([]);
});
