import { posix } from 'node:path';
import type { PythonAssetManifest } from '../../../schemas/types.ts';
import { check } from '../../../smoke/schema/validate.ts';
import { missingFile } from './missing-file.ts';
import { defineRule, type Inspection } from './rule.ts';

/** Name, version, optional build, and the tags. @see https://packaging.python.org/en/latest/specifications/binary-distribution-format/ */
const wheelName = /^(?<name>[^-]+)-(?<version>[^-]+)(-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl$/;

/** For every `manifest.json` that describes a wheel: whoever installs it compares, so what is packed must agree. */
export const pythonWheel = defineRule({
  codes: [
    'wheel-manifest-invalid',
    'wheel-missing',
    'wheel-checksum-mismatch',
    'wheel-name-mismatch',
    'wheel-version-mismatch',
  ],
  title: 'A bundled Python wheel is what its manifest says',
  check(inspection, report) {
    for (const [file, bytes] of inspection.manifests) {
      const document = parse(bytes);
      if (!isAboutWheel(document, file, inspection)) continue;
      const checked = check('python-asset-manifest', document);
      if (!checked.ok) {
        for (const problem of checked.problems) {
          report('wheel-manifest-invalid', { ...problem }, { file, pointer: problem.pointer });
        }
        continue;
      }
      const { wheel, ...manifest } = checked.value;
      const path = posix.join(posix.dirname(file), wheel.file);
      const packed = inspection.files.get(path);
      if (!packed) report('wheel-missing', missingFile(inspection, path), { file, pointer: '/wheel/file' });
      else if (packed.size !== wheel.bytes || packed.sha256 !== wheel.sha256) {
        const expected = `${wheel.bytes} bytes with sha256 ${wheel.sha256}`;
        const found = `${packed.size} bytes with sha256 ${packed.sha256}`;
        report('wheel-checksum-mismatch', { path, expected, found }, { file, pointer: '/wheel' });
      }
      const named = wheelName.exec(posix.basename(wheel.file))?.groups;
      const name = named?.name ?? 'no wheel name';
      if (!namesOf(manifest).every((expected) => expected === fold(name))) {
        const expected = `${manifest.normalizedName} (${manifest.distributionName})`;
        report('wheel-name-mismatch', { path, expected, found: name }, { file, pointer: '/wheel/file' });
      }
      if (named?.version !== undefined && normal(named.version) !== normal(manifest.version)) {
        const args = { path, expected: manifest.version, found: named.version };
        report('wheel-version-mismatch', args, { file, pointer: '/version' });
      }
    }
  },
});

/** Other things are called manifest.json too. */
function isAboutWheel(document: unknown, file: string, { files }: Inspection): boolean {
  if (typeof document === 'object' && document !== null && 'wheel' in document) return true;
  const folder = posix.dirname(file);
  return [...files.keys()].some((path) => path.endsWith('.whl') && posix.dirname(path) === folder);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Names that Python takes for the same. @see https://packaging.python.org/en/latest/specifications/name-normalization/ */
const fold = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '_');
const namesOf = (manifest: Pick<PythonAssetManifest, 'distributionName' | 'normalizedName'>): string[] => [
  fold(manifest.distributionName),
  fold(manifest.normalizedName),
];

/**
 * A version as Python compares it: `0.1.0-rc.0` and `0.1.0rc0` are one.
 * @see https://packaging.python.org/en/latest/specifications/version-specifiers/#normalization
 */
function normal(version: string): string {
  const spellings: Record<string, string> = { alpha: 'a', beta: 'b', c: 'rc', pre: 'rc', preview: 'rc' };
  return version
    .toLowerCase()
    .replace(/^v/, '')
    .replace(
      /[-_.]?(alpha|beta|preview|pre|post|dev|rc|a|b|c)[-_.]?(?=\d|$)/g,
      (_, word: string) => spellings[word] ?? word,
    );
}
