/** What a package may not change since the version before it: looks at `inspection.previous`, and is content without one. */
import type { Rule } from '../inspect/rule.ts';

export const againstRules: readonly Rule[] = [];
