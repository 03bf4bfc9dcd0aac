/** When two ways of writing a version mean the same one. */

/**
 * A version as Python writes it: `0.1.0-rc.0` is `0.1.0rc0`. Zeros at the end of the release count for nothing, as in
 * a comparison.
 * @returns undefined for what Python takes for no version
 * @see https://packaging.python.org/en/latest/specifications/version-specifiers/#normalization
 */
export function pythonVersion(version: string): string | undefined {
  const parts = shape.exec(version.trim().toLowerCase())?.groups;
  if (!parts) return undefined;
  const { epoch = '0', release = '', phase, phaseNumber, post, postNumber, dashedPost, dev, devNumber, local } = parts;
  const numbers = release.split('.').map(plain);
  while (numbers.length > 1 && numbers.at(-1) === '0') numbers.pop();
  return [
    plain(epoch) === '0' ? '' : `${plain(epoch)}!`,
    numbers.join('.'),
    phase === undefined ? '' : `${phases[phase] ?? phase}${plain(phaseNumber)}`,
    post === undefined && dashedPost === undefined ? '' : `.post${plain(postNumber ?? dashedPost)}`,
    dev === undefined ? '' : `.dev${plain(devNumber)}`,
    local === undefined ? '' : `+${local.replace(/[-_]/g, '.')}`,
  ].join('');
}

/** Whether two places say the same: letter by letter, but for a `v` before a number. */
export function sameVersion(a: string, b: string): boolean {
  return withoutV(a) === withoutV(b);
}

/** As sameVersion, where one of both may write it as Python does. */
export function sameAsPython(a: string, b: string): boolean {
  const normal = pythonVersion(a);
  return sameVersion(a, b) || (normal !== undefined && normal === pythonVersion(b));
}

function withoutV(version: string): string {
  return version.trim().replace(/^v(?=\d)/, '');
}

const shape =
  /^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)(?:[-_.]?(?<phase>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?<phaseNumber>\d+)?)?(?:-(?<dashedPost>\d+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>\d+)?)?(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>\d+)?)?(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

const phases: Readonly<Record<string, string>> = { alpha: 'a', beta: 'b', c: 'rc', pre: 'rc', preview: 'rc' };

/** A number without zeros before it; one that is left out is 0. */
function plain(digits: string | undefined): string {
  return (digits ?? '').replace(/^0+(?=\d)/, '') || '0';
}
