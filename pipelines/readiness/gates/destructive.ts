import type { RunGate } from '../gate.ts';
import { smokesOf } from '../smoke-evidence.ts';

export const destructiveGate: RunGate = {
  id: 'RG-4',
  title: 'prune and other destructive commands are safe',
  assess: (ground) => smokesOf('RG-4', ground),
};
