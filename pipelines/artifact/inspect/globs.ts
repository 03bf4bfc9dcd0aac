/**
 * Globs of paths inside a package. Time and memory are bounded by the lengths of both: the names are somebody else's,
 * and so may the globs be.
 */

/** `a{b,c}` stands for two; more than this many is an error of whoever wrote it. */
const maxAlternatives = 100;

/**
 * A test for paths. A glob is taken from the package's top; one that names a directory, with a slash at its end or
 * without, matches all that is below. `*` and `?` also stand for a dot at the beginning of a name, `**` for any
 * directories, `[a-z]` and `[!a-z]` for one character, `{a,b}` for either.
 * @returns undefined for a glob that stands for too many
 */
export function globTest(glob: string): ((path: string) => boolean) | undefined {
  const alternatives = expandBraces(glob.replace(/^(\.?\/)+/, '').replace(/\/+$/, ''));
  if (!alternatives) return undefined;
  const patterns = alternatives.map((each) => [...each.split('/').map(segmentOf), anything]);
  return (path) => {
    const parts = path.split('/');
    return patterns.some((pattern) => matchesInOrder(parts, pattern, (part, segment) => segment.test(part)));
  };
}

/** Whether a path is matched by one of `globs`; a glob that stands for too many matches nothing. */
export function anyOf(globs: readonly string[]): (path: string) => boolean {
  const tests = globs.flatMap((glob) => globTest(glob) ?? []);
  return (path) => tests.some((test) => test(path));
}

/** One element of a pattern; `many` stands for any number of them. */
interface Element<T> {
  many: boolean;
  test: (value: T) => boolean;
}

const anything: Element<string> = { many: true, test: () => true };

function segmentOf(segment: string): Element<string> {
  if (segment === '**') return anything;
  if (!/[*?[]/.test(segment)) return { many: false, test: (part) => part === segment };
  const characters = charactersOf(segment);
  return { many: false, test: (part) => matchesInOrder([...part], characters, (one, element) => element.test(one)) };
}

function charactersOf(segment: string): Element<string>[] {
  const elements: Element<string>[] = [];
  const all = [...segment];
  for (let at = 0; at < all.length; at += 1) {
    const character = all[at] ?? '';
    const end = character === '[' ? all.indexOf(']', at + 2) : -1;
    if (end > 0) {
      elements.push({ many: false, test: classOf(all.slice(at + 1, end)) });
      at = end;
    } else if (character === '*') elements.push(anything);
    else if (character === '?') elements.push({ many: false, test: () => true });
    else elements.push({ many: false, test: (one) => one === character });
  }
  return elements;
}

/** `[a-z_]`, `[!a-z]`: the characters between the brackets. */
function classOf(characters: readonly string[]): (one: string) => boolean {
  const negated = characters[0] === '!' || characters[0] === '^';
  const set = negated ? characters.slice(1) : characters;
  const has = (one: string): boolean =>
    set.some((from, at) => {
      const to = set[at + 1] === '-' ? set[at + 2] : undefined;
      return to === undefined ? from === one : from <= one && one <= to;
    });
  return (one) => has(one) !== negated;
}

/** Goes back to the last `many` alone, so that it takes at most values x pattern steps. */
function matchesInOrder<T>(
  values: readonly T[],
  pattern: readonly Element<T>[],
  test: (value: T, element: Element<T>) => boolean,
): boolean {
  let [at, of] = [0, 0];
  let back: { at: number; of: number } | undefined;
  while (at < values.length) {
    const [value, element] = [values[at], pattern[of]];
    if (element?.many) {
      back = { at, of };
      of += 1;
    } else if (element && value !== undefined && test(value, element)) {
      at += 1;
      of += 1;
    } else if (back) {
      back.at += 1;
      at = back.at;
      of = back.of + 1;
    } else return false;
  }
  return pattern.slice(of).every(({ many }) => many);
}

/** The innermost braces first. */
function expandBraces(glob: string): string[] | undefined {
  const done: string[] = [];
  for (const left = [glob]; left.length > 0; ) {
    if (done.length + left.length > maxAlternatives) return undefined;
    const next = left.pop() ?? '';
    const close = next.indexOf('}');
    const open = close < 0 ? -1 : next.lastIndexOf('{', close);
    if (open < 0) done.push(next);
    else {
      const choices = next.slice(open + 1, close).split(',');
      left.push(...choices.map((choice) => next.slice(0, open) + choice + next.slice(close + 1)));
    }
  }
  return done;
}
