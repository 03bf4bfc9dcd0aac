/** Every release gate, in order. */
import type { GateDefinition } from '../gate.ts';
import { artifactGate } from './artifact.ts';
import { daemonGate } from './daemon.ts';
import { destructiveGate } from './destructive.ts';
import { documentsGate } from './documents.ts';
import { installsGate } from './installs.ts';
import { runtimeGate } from './runtime.ts';
import { scopeGate } from './scope.ts';
import { versionsGate } from './versions.ts';

export const gates: readonly GateDefinition[] = [
  installsGate,
  runtimeGate,
  daemonGate,
  destructiveGate,
  artifactGate,
  documentsGate,
  versionsGate,
  scopeGate,
];
