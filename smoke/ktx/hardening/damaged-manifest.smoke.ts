import { readFile, writeFile } from 'node:fs/promises';
import { smokeThatNeeds } from '../smoke.ts';

const smoke = smokeThatNeeds('install', 'status', 'statusJson', 'uv');

smoke('a manifest that is cut short or none of ours is told, and install mends it', async ({ ktx, expect }) => {
  const installed = await ktx.install();
  const whole = await readFile(installed.manifest, 'utf8');
  for (const damaged of [whole.slice(0, whole.length / 2), '', 'null', '{"hello":"world"}']) {
    await writeFile(installed.manifest, damaged);
    const { kind, detail } = await ktx.status();
    expect(kind, `manifest.json is ${JSON.stringify(damaged)}`).toMatch(/^(broken|mismatched)$/);
    expect(detail).not.toBe('');
  }
  expect(await ktx.install()).toEqual(installed);
  expect(await ktx.status()).toMatchObject({ kind: 'ready' });
});
