/** Changes to a JSON document: values of the wrong type, hostile texts, more and less of everything. */
import type { Random } from './random.ts';

/** @param texts strings that somebody could hope we use as a path, a pattern or words */
export function mutateJson(
  document: Record<string, unknown>,
  random: Random,
  texts: readonly string[],
): Record<string, unknown> {
  const copy = structuredClone(document);
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const holder = pickHolder(copy, random);
    const key = random.pick([...Object.keys(holder), 'x']);
    const how = random.below(6);
    if (how === 0) delete holder[key];
    else if (how === 1) holder[random.pick(texts)] = holder[key];
    else holder[key] = oddValue(random, texts);
  }
  return copy;
}

/** An object or array somewhere in the document; arrays have their indexes as keys. */
function pickHolder(document: Record<string, unknown>, random: Random): Record<string, unknown> {
  let holder: Record<string, unknown> = document;
  while (random.next() < 0.6) {
    const inner = Object.values(holder).filter((value) => isHolder(value));
    if (inner.length === 0) break;
    holder = random.pick(inner);
  }
  return holder;
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function oddValue(random: Random, texts: readonly string[]): unknown {
  const text = random.pick([...texts, ...patterns]);
  return random.pick<() => unknown>([
    () => text,
    () => text,
    () => [text, random.pick(patterns)],
    () => ({ [text]: random.pick(patterns) }),
    () => null,
    () => random.pick([0, -1, 1e308, 2 ** 53]),
    () => random.pick([true, false]),
    () => '',
    () => 'x'.repeat(random.below(20_000)),
    () => Array.from({ length: random.below(3000) }, () => text),
    () => Object.fromEntries(Array.from({ length: random.below(3000) }, (_, n) => [`${text}${n}`, text])),
    () => nested(random.below(300)),
    () => nested(3000),
  ])();
}

const patterns = [
  '*',
  '**',
  '**/*',
  '{a,b}'.repeat(20),
  `${'*a'.repeat(50)}b`,
  '[!a-z]*',
  '!(x)',
  '{1..9999}',
  '[',
  '{',
  '../'.repeat(30),
  '^1.0.0',
  '1 || '.repeat(500),
  `${' '.repeat(2000)}1`,
  'npm:x@npm:y@git+ssh://x',
  'workspace:*',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\u001b[2J',
  '\ud800',
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let left = depth; left > 0; left -= 1) value = left % 2 ? [value] : { x: value };
  return value;
}
