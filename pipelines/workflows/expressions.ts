/** For tests: expressions of GitHub Actions, as far as our workflows and actions have them. */
import { runInNewContext } from 'node:vm';

/** `inputs`, `needs`, `steps` and their like, by name. */
export type Contexts = Record<string, unknown>;

/** A whole `${{ }}` is a value of any kind, what is not there among them; among text each is text. */
export function resolved(text: string, contexts: Contexts): unknown {
  const [, whole] = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text.trim()) ?? [];
  if (whole !== undefined) return evaluated(whole, contexts);
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => `${evaluated(expression, contexts) ?? ''}`);
}

/** What an `if` comes to, with `${{ }}` around it or without. */
export function truth(condition: string, contexts: Contexts): boolean {
  const expression = /^\$\{\{(.*)\}\}$/s.exec(condition.trim())?.[1] ?? condition;
  return Boolean(evaluated(expression, contexts));
}

/** Such expressions as our workflows and actions have are JavaScript too, but for names with a hyphen. */
function evaluated(expression: string, contexts: Contexts): unknown {
  const names = {
    inputs: {},
    needs: {},
    steps: {},
    matrix: {},
    ...contexts,
    cancelled: () => false,
    fromJSON: JSON.parse,
  };
  return runInNewContext(expression.replace(/\.(\w+(?:-\w+)+)/g, "['$1']"), names);
}
