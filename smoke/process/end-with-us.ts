import { type GroupLeader, signalGroup } from './group.ts';

const running = new Set<GroupLeader>();
let listening = false;

/**
 * Kills the group when our own process exits while the command runs: being detached, it would outlive us.
 * A kill -9 of ourselves cannot be answered; what that leaves is found by its marker.
 * @returns to be called when the command has ended
 */
export function endWithUs(leader: GroupLeader): () => void {
  if (!listening) {
    process.on('exit', () => {
      for (const each of running) signalGroup(each, 'SIGKILL');
    });
    listening = true;
  }
  running.add(leader);
  return () => {
    running.delete(leader);
  };
}
