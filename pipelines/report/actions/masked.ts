/** Keeps secrets of the job out of what outlives it: a summary and annotations are not masked once they are published. */

const secretName = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|_AUTH\b|API_?KEY|PRIVATE_?KEY/i;
/** A shorter value would black out ordinary words. */
const shortestSecret = 8;

/**
 * @returns what puts `***` in the place of every value of a secret variable, and of every line of one, in all texts of a
 * document. It is for what is to be shown, before it is: Markdown and workflow commands write some characters otherwise.
 */
export function maskerOf(env: NodeJS.ProcessEnv): <T extends object>(document: T) => T {
  const secrets = Object.entries(env)
    .flatMap(([name, value = '']) =>
      secretName.test(name) && !/^https?:\/\//.test(value) ? [value, ...value.split(/\r?\n/)] : [],
    )
    .filter((value) => value.trim().length >= shortestSecret)
    .toSorted((a, b) => b.length - a.length);
  const mask = (text: string): string => secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
  return (document) =>
    secrets.length === 0
      ? document
      : JSON.parse(JSON.stringify(document), (_, value) => (typeof value === 'string' ? mask(value) : value));
}
