/** What maintained scanners say about the extracted package. */
import type { Rule } from '../inspect/rule.ts';
import { attw } from './attw.ts';
import { publint } from './publint.ts';
import { secrets } from './secrets.ts';

export const scannerRules: readonly Rule[] = [secrets, publint, attw];
