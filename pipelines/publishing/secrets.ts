/**
 * What must never be shown: the values of credentials that npm has, wherever it has them from. Whatever npm or a
 * registry says is scrubbed of them before anybody keeps or prints it; npm itself redacts only what looks like its own.
 */
import { readFile } from 'node:fs/promises';
import { errorCode } from '../../smoke/process/error-code.ts';

/** What stands in place of a secret. */
const redacted = '[redacted]';

/** Variables whose value may be a credential, by their name. */
const secretName = /token|secret|passw|_auth$|_otp$|^otp$|credential|private_?key|api_?key/i;

/** Keys of an npmrc whose value is a credential: `//host/:_authToken`, `_auth`, `//host/:_password`. */
const secretKey = /(^|:)(_authToken|_auth|_password|otp)$/i;

/** Credentials that are known by their looks, whoever has put them there. */
const looks: readonly RegExp[] = [
  /\bnpm_[A-Za-z0-9]{20,}/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
];

/** Too short to be told from an ordinary word. */
const shortest = 6;

export interface Secrets {
  /** `text` with every credential replaced. */
  scrub(text: string): string;
}

/**
 * Collects the credentials of this environment and of these npmrc files; those that are not there are passed over.
 * @param npmrcs absolute paths
 */
export async function readSecrets(env: NodeJS.ProcessEnv, npmrcs: readonly string[]): Promise<Secrets> {
  const values = new Set<string>();
  const add = (value: string | undefined): void => {
    if (value !== undefined && value.length >= shortest) values.add(value);
  };
  for (const [name, value] of Object.entries(env)) if (secretName.test(name)) add(value);
  for (const text of await Promise.all(npmrcs.map(textOf))) {
    for (const { key, value } of settingsIn(text)) {
      for (const [, variable = ''] of value.matchAll(/\$\{([^}]+)\}/g)) add(env[variable.replace(/\?$/, '')]);
      if (!secretKey.test(key)) continue;
      add(value);
      // Both are base64, of `user:password` and of the password.
      if (!/_authToken$/i.test(key)) addDecoded(value, add);
    }
  }
  return scrubberOf(values);
}

function addDecoded(value: string, add: (value: string) => void): void {
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  // What is not text was not base64 of a password.
  if (!/^[\x20-\x7e]+$/.test(decoded)) return;
  add(decoded);
  add(decoded.slice(decoded.indexOf(':') + 1));
}

function scrubberOf(values: ReadonlySet<string>): Secrets {
  // The longest first: one may be the beginning of another.
  const all = [...values]
    .flatMap((value) => [value, encodeURIComponent(value), Buffer.from(value).toString('base64')])
    .sort((a, b) => b.length - a.length);
  return {
    scrub(text) {
      let shown = text;
      for (const value of all) shown = shown.replaceAll(value, redacted);
      for (const look of looks) shown = shown.replace(look, redacted);
      return shown
        .replace(/(_authToken|_auth|_password)(["']?\s*[=:]\s*)[^\s"',]+/gi, `$1$2${redacted}`)
        .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${redacted}`)
        .replace(/(:\/\/)[^\s/]+@/g, `$1${redacted}@`);
    },
  };
}

/** The lines `key = value` of an npmrc, quotes taken off. */
function settingsIn(text: string): { key: string; value: string }[] {
  return text.split(/\r?\n/).flatMap((line) => {
    if (/^\s*[#;]/.test(line)) return [];
    const at = line.indexOf('=');
    if (at < 0) return [];
    const value = line.slice(at + 1).trim();
    return [{ key: line.slice(0, at).trim(), value: value.replace(/^(["'])(.*)\1$/, '$2') }];
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // npm itself passes over an npmrc that is not there, or that it may not read.
    if (errorCode(error) === undefined) throw error;
    return '';
  }
}
