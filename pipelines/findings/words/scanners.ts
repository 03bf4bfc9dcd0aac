import type { Wording } from '../wording.ts';
import { attwWords } from './attw.ts';
import { publintWords } from './publint.ts';
import { secretWords } from './secrets.ts';

/** Words for findings of the scanners. */
export const scannersWords = { ...secretWords, ...publintWords, ...attwWords } satisfies Wording;
