/** Keeps secrets of the job out of what outlives it: a summary and annotations are not masked once they are published. */

const secretName = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|_AUTH\b|API_?KEY/i;
/** A shorter value would black out ordinary words. */
const shortestSecret = 8;

/** @returns what replaces every value of a secret variable in a text by `***` */
export function maskOf(env: NodeJS.ProcessEnv): (text: string) => string {
  const secrets = Object.entries(env).flatMap(([name, value = '']) =>
    secretName.test(name) && value.length >= shortestSecret && !/^https?:\/\//.test(value) ? value : [],
  );
  return (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}
