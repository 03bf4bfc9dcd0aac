import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { smokeThatNeeds } from './smoke.ts';

const smoke = smokeThatNeeds('install', 'status', 'doctor', 'start', 'stop', 'prune');

smoke('the README names every runtime command', async ({ ktx, context, expect }) => {
  const readme = await readFile(join(context.project.dir, 'node_modules', context.subject.name, 'README.md'), 'utf8');
  for (const words of ['install', 'status', 'doctor', 'start', 'stop', 'prune --dry-run', 'prune --yes']) {
    expect.soft(readme).toContain(`${ktx.command} ${words}`);
  }
});
