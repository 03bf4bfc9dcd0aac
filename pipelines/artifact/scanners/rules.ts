/** What maintained scanners say about the extracted package. */
import type { Rule } from '../inspect/rule.ts';

export const scannerRules: readonly Rule[] = [];
