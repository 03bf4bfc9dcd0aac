/** Packing the same source twice gives the same bytes: uses `inspection.packAgain` and `sourceChanges`, and is content without. */
import type { Rule } from '../inspect/rule.ts';
import { packing } from './packing.ts';

export const reproducibleRules: readonly Rule[] = [packing];
