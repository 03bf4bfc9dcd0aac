/** For tests: a worker that does what the id of its defect says. */
import { finding } from '../findings/finding.ts';
import type { Answer, Order } from './orders.ts';

let atWork = 0;

process.on('message', (order: Order) => {
  atWork += 1;
  const answer = (given: Answer): void => {
    atWork -= 1;
    process.send?.(given);
  };
  if (atWork > 1) return answer({ kind: 'fault', reason: 'two orders at once' });
  switch (order.kind === 'defect' ? order.defect.id : 'healthy') {
    case 'refuse':
      return answer({ kind: 'bad-input', findings: [finding('defect-changes-nothing', { integrity: 'sha512-x' })] });
    case 'break':
      return answer({ kind: 'fault', reason: 'no memory' });
    case 'environment':
      return answer({ kind: 'fault', reason: Object.keys(process.env).join() });
    case 'die':
      process.stderr.write('my last words\n');
      return process.exit(7);
    case 'hang':
      return;
    case 'stay':
      // Not even a channel that closes ends this one.
      setInterval(() => undefined, 60_000);
  }
  // A turn of the loop, so that a second order could come in between.
  setTimeout(() => answer({ kind: 'examined', examination: seenBy(process.pid) }), 20);
});
process.on('disconnect', () => process.stderr.write('asked to go\n'));
process.send?.('ready');

const seenBy = (pid: number) => ({ how: 'packed' as const, findings: [], smokes: [], durationMs: pid });
