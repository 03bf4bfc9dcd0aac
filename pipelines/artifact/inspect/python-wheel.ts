import { posix } from 'node:path';
import type { PythonAssetManifest } from '../../../schemas/types.ts';
import { check } from '../../../smoke/schema/validate.ts';
import { whyMonstrous } from '../monstrous.ts';
import { foldName, foldVersion, readWheelName } from '../wheel/wheel-name.ts';
import { missingFile } from './missing-file.ts';
import { defineRule } from './rule.ts';
import { consoleScriptsOf, readWheels, wheelsOf } from './wheels.ts';

/** For every `manifest.json` that describes a wheel: whoever installs it compares, so what is packed must agree. */
export const pythonWheel = defineRule({
  codes: [
    'wheel-manifest-invalid',
    'wheel-missing',
    'wheel-checksum-mismatch',
    'wheel-name-mismatch',
    'wheel-version-mismatch',
    'wheel-console-script-missing',
  ],
  title: 'A bundled Python wheel is what its manifest says',
  async check(inspection, report) {
    const folders = new Set(wheelsOf(inspection).map((path) => posix.dirname(path)));
    for (const [file, bytes] of inspection.manifests) {
      const document = parse(bytes);
      // Other things are called manifest.json too.
      if (!namesWheel(document) && !folders.has(posix.dirname(file))) continue;
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
      const named = readWheelName(posix.basename(wheel.file));
      const name = named?.name ?? 'no wheel name';
      if (!namesOf(manifest).every((expected) => expected === foldName(name))) {
        const expected = `${manifest.normalizedName} (${manifest.distributionName})`;
        report('wheel-name-mismatch', { path, expected, found: name }, { file, pointer: '/wheel/file' });
      }
      if (named && foldVersion(named.version) !== foldVersion(manifest.version)) {
        const args = { path, expected: manifest.version, found: named.version };
        report('wheel-version-mismatch', args, { file, pointer: '/version' });
      }
      const reading = packed && (await readWheels(inspection)).get(path);
      // Without a command nobody can start what the manifest promises; one that cannot be read is another finding.
      if (reading !== undefined && typeof reading !== 'string' && consoleScriptsOf(reading).size === 0) {
        report('wheel-console-script-missing', { path }, { file: path });
      }
    }
  },
});

function namesWheel(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'wheel' in document;
}

/** @returns undefined for what is not JSON, or none that somebody wrote */
function parse(bytes: Buffer): unknown {
  try {
    const document: unknown = JSON.parse(bytes.toString('utf8'));
    return whyMonstrous(document) === undefined ? document : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const namesOf = (manifest: Pick<PythonAssetManifest, 'distributionName' | 'normalizedName'>): string[] => [
  foldName(manifest.distributionName),
  foldName(manifest.normalizedName),
];
