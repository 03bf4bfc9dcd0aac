/**
 * A worker of `shakedown defects`: a process of its own, because Vitest runs one set of smokes at a time in a process.
 * The parent sends an Order, the worker answers with an Answer. It ends with its parent: the channel closes, which is
 * an interruption like any other.
 */
import { join } from 'node:path';
import { InputError } from '../findings/errors.ts';
import { interruption } from '../interruption.ts';
import { examine } from './examine.ts';
import type { Answer, Order } from './orders.ts';
import { runSmokes } from './run-smokes.ts';

// Loaded while the parent packs and installs the healthy package.
await import('vitest/node');

process.on('message', (order: Order) => {
  void answerTo(order).then((answer) => {
    if (process.connected) process.send?.(answer);
    else process.exit();
  });
});
interruption.addEventListener('abort', () => process.channel?.unref());
// interruption.ts has said that the channel is no reason to live; for a worker it is the only one.
process.channel?.ref();
process.send?.('ready');

async function answerTo(order: Order): Promise<Answer> {
  try {
    return { kind: 'examined', examination: await examinationOf(order) };
  } catch (error) {
    if (error instanceof InputError) return { kind: 'bad-input', findings: error.findings };
    return { kind: 'fault', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function examinationOf(order: Order): ReturnType<typeof examine> {
  if (order.kind === 'defect') return await examine(order.defect, order.thorough, order.ground, interruption);
  const { ground } = order;
  const startedAt = performance.now();
  const place = {
    projectDir: ground.healthy.projectDir,
    sandboxesDir: join(ground.workspaceDir, 'box'),
    evidenceDir: join(ground.keptEvidenceDir, 'healthy'),
  };
  const chosen = { ...(order.only ? { only: order.only } : {}), signal: interruption };
  const smokes = await runSmokes(ground, place, chosen);
  return { how: 'installed', findings: [], smokes, durationMs: performance.now() - startedAt };
}
