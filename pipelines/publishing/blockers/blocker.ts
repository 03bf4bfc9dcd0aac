import type { Finding } from '../../../schemas/types.ts';
import type { ReleaseFacts } from '../release-facts.ts';

/**
 * One thing that can stand in the way of a release: everything of its kind that is so by these facts. The args of what
 * it finds have `expected` and `found`.
 */
export type BlockerRule = (facts: ReleaseFacts) => Finding[];
