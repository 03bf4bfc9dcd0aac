import { checkScope } from '../../scope/check-scope.ts';
import type { GateDefinition } from '../gate.ts';

export const scopeGate: GateDefinition = {
  id: 'RG-8',
  title: 'touches only what the policy allows',
  async assess({ subject, policy, io }) {
    const { verdict, line, since, findings } = await checkScope({ subject, policy }, io);
    const text = since ? `${line} (${since.revision.slice(0, 12)})` : line;
    return { verdict, evidence: [{ text }], findings };
  },
};
