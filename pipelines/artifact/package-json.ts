/** Reads a package.json, of a directory or out of a tarball: its fields, or everything that is wrong with it. */
import { valid } from 'semver';
import type { Finding, PackageManifest } from '../../schemas/types.ts';
import { check } from '../../smoke/schema/validate.ts';
import { finding } from '../findings/finding.ts';
import { whyMonstrous } from './monstrous.ts';

export type PackageJsonReading =
  | { ok: true; manifest: PackageManifest }
  | { ok: false; findings: readonly [Finding, ...Finding[]] };

/** Far more than any real one. */
const maxBytes = 1024 ** 2;
/** Nobody reads more at once. */
const maxFindings = 100;

/**
 * Parses and checks the text of a package.json.
 * @param file names it in the findings
 */
export function readPackageJson(text: string, file: string): PackageJsonReading {
  if (text.length > maxBytes) return unread(`larger than ${maxBytes} bytes`, file);
  let document: unknown;
  try {
    // npm reads a file with a byte order mark too.
    document = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { line, column } = placeOf(error, text);
    const reason = error.message.replace(/ in JSON at position.*$/s, '');
    return { ok: false, findings: [finding('package-json-not-json', { column, reason }, { file, line })] };
  }
  const monstrous = whyMonstrous(document);
  if (monstrous !== undefined) return unread(monstrous, file);
  const checked = check('package-manifest', document);
  const findings = checked.ok
    ? faultsOf(checked.value, file)
    : checked.problems
        .slice(0, maxFindings)
        .map((problem) => finding('package-json-invalid', { ...problem }, { file, pointer: problem.pointer }));
  const [first, ...rest] = findings;
  if (first) return { ok: false, findings: [first, ...rest] };
  if (!checked.ok) throw new Error(`${file}: refused by the schema without a reason`);
  return { ok: true, manifest: checked.value };
}

/** Whether npm's registry takes `name`; capitals are allowed, because old packages have them. */
export function isPackageName(name: string): boolean {
  return name.length <= 214 && /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i.test(name);
}

/** The tarball's name for a package, as npm makes it, cut to what a file system takes: `scope-name-1.2.3.tgz`. */
export function tarballName(name: string, version: string): string {
  return `${`${name.replace(/^@/, '').replace('/', '-')}-${version}`.slice(0, 200)}.tgz`;
}

function faultsOf(manifest: PackageManifest, file: string): Finding[] {
  const findings: Finding[] = [];
  const { name, version } = manifest;
  if (!isPackageName(name)) {
    findings.push(finding('package-name-invalid', { name }, { file, pointer: '/name' }));
  }
  const normal = valid(version);
  if (normal !== version) {
    const args = { version, ...(normal === null ? {} : { suggestion: normal }) };
    findings.push(finding('package-version-invalid', args, { file, pointer: '/version' }));
  }
  if (manifest.private) findings.push(finding('package-private', { name }, { file, pointer: '/private' }));
  return findings;
}

function unread(reason: string, file: string): PackageJsonReading {
  return { ok: false, findings: [finding('package-json-not-json', { column: 1, reason }, { file, line: 1 })] };
}

/** Where JSON.parse stopped. V8 says the place for some errors; for the others the shortest wrong beginning is sought. */
function placeOf(error: SyntaxError, text: string): { line: number; column: number } {
  const stated = /at position (\d+)/.exec(error.message)?.[1];
  let offset: number;
  if (stated !== undefined) offset = Number(stated);
  else if (error.message.startsWith('Unexpected token')) offset = firstBadToken(text);
  else offset = text.length;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Offset of the character that no JSON text could have there: beginnings that hold it fail, shorter ones only end early. */
function firstBadToken(text: string): number {
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (hasBadToken(text.slice(0, middle))) bad = middle;
    else good = middle;
  }
  return good;
}

function hasBadToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return error instanceof SyntaxError && error.message.startsWith('Unexpected token');
  }
}
