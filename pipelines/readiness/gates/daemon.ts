import type { RunGate } from '../gate.ts';
import { smokesOf } from '../smoke-evidence.ts';

export const daemonGate: RunGate = {
  id: 'RG-3',
  title: 'daemon lifecycle',
  assess: (ground) => smokesOf('RG-3', ground),
};
