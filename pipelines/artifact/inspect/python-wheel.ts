import { posix } from 'node:path';
import type { PythonAssetManifest } from '../../../schemas/types.ts';
import { foldName, foldVersion, readWheelName } from '../wheel/wheel-name.ts';
import { missingFile } from './missing-file.ts';
import { defineRule } from './rule.ts';
import { isOtherWheel, otherWheels, wheelManifestsOf, wheelPath } from './wheel-manifests.ts';
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
    'wheel-left-behind',
  ],
  title: 'A bundled Python wheel is what its manifest says',
  async check(inspection, report) {
    const others = otherWheels(inspection);
    const manifests = wheelManifestsOf(inspection);
    const meant = new Set(manifests.flatMap(({ file, checked }) => (checked.ok ? wheelPath(file, checked.value) : [])));
    const namesakes = Map.groupBy(wheelsOf(inspection), placeAndName);
    for (const { file, checked } of manifests) {
      if (!checked.ok) {
        for (const problem of checked.problems) {
          report('wheel-manifest-invalid', { ...problem }, { file, pointer: problem.pointer });
        }
        continue;
      }
      const { wheel, ...manifest } = checked.value;
      const path = wheelPath(file, checked.value);
      const packed = inspection.files.get(path);
      if (!packed) report('wheel-missing', missingFile(inspection, path), { file, pointer: '/wheel/file' });
      else if (isOtherWheel(packed, checked.value)) {
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
      // That of an earlier build, which the build has not removed.
      for (const each of namesakes.get(placeAndName(path)) ?? []) {
        if (!meant.has(each)) report('wheel-left-behind', { path: each, meant: path }, { file: each });
      }
      if (others.has(path)) continue;
      const reading = packed && (await readWheels(inspection)).get(path);
      // Without a command nobody can start what the manifest promises; one that cannot be read is another finding.
      if (reading !== undefined && typeof reading !== 'string' && consoleScriptsOf(reading).size === 0) {
        report('wheel-console-script-missing', { path }, { file: path });
      }
    }
  },
});

/** The same for every version of one thing in one directory. */
function placeAndName(path: string): string {
  const { name = '' } = readWheelName(posix.basename(path)) ?? {};
  return posix.join(posix.dirname(path), foldName(name));
}

const namesOf = (manifest: Pick<PythonAssetManifest, 'distributionName' | 'normalizedName'>): string[] => [
  foldName(manifest.distributionName),
  foldName(manifest.normalizedName),
];
