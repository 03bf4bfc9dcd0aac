/** Ages as they are typed: `7d`, `12h`, `2w`, `30min`, `90s`. What could mean two things is refused. */
import { InputError } from '../findings/errors.ts';
import { finding } from '../findings/finding.ts';

const unitMs = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * @param text a whole number and a unit, of `option`, for example --older-than
 * @returns milliseconds
 * @throws InputError for anything else, `30` and `5m` among it
 */
export function parseAge(text: string, option: string): number {
  const parts = /^(\d{1,6})(s|min|h|d|w)$/.exec(text);
  const unit = Object.entries(unitMs).find(([name]) => name === parts?.[2])?.[1];
  if (!parts || unit === undefined)
    throw new InputError(finding('age-unclear', { option, found: text, why: whyNot(text) }));
  return Number(parts[1]) * unit;
}

function whyNot(text: string): string {
  if (/^\d+$/.test(text)) return 'a number without a unit';
  if (/^\d+m$/i.test(text)) return 'm is minutes to some and months to others';
  return 'not a whole number and a unit';
}

/** @returns the whole number from 0 on that `text` is. @throws InputError */
export function parseCount(text: string, option: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InputError(finding('count-unclear', { option, found: text }));
}
