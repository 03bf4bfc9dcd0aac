/** Packing the same source twice gives the same bytes: uses `inspection.packAgain`, and is content without it. */
import type { Rule } from '../inspect/rule.ts';

export const reproducibleRules: readonly Rule[] = [];
