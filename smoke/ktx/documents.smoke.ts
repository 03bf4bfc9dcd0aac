import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { smoke } from './smoke.ts';

smoke('the README names every runtime command', async ({ ktx, context, contract, expect }) => {
  const readme = await readFile(join(context.project.dir, 'node_modules', context.subject.name, 'README.md'), 'utf8');
  for (const capability of ['install', 'status', 'doctor', 'start', 'stop', 'prune']) {
    if (!contract.capabilities[capability]) continue;
    for (const words of capability === 'prune' ? ['prune --dry-run', 'prune --yes'] : [capability]) {
      expect.soft(readme).toContain(`${ktx.command} ${words}`);
    }
  }
});
