import type { RunGate } from '../gate.ts';
import { smokesOf } from '../smoke-evidence.ts';

export const runtimeGate: RunGate = {
  id: 'RG-2',
  title: 'runtime install and doctor',
  assess: (ground) => smokesOf('RG-2', ground),
};
