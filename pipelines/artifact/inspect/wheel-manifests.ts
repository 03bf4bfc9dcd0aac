/** The manifests in a package that describe a bundled wheel: whoever installs it compares, so what is packed must agree. */
import { posix } from 'node:path';
import type { PythonAssetManifest } from '../../../schemas/types.ts';
import { parseJson } from '../../../smoke/schema/parse-json.ts';
import { type Checked, check } from '../../../smoke/schema/validate.ts';
import type { TarballFile } from '../kept-files.ts';
import { whyMonstrous } from '../monstrous.ts';
import type { Inspection } from './rule.ts';
import { wheelsOf } from './wheels.ts';

export interface WheelManifest {
  /** inside the package */
  file: string;
  checked: Checked<PythonAssetManifest>;
}

/** Every `manifest.json` that names a wheel or lies beside one; other things are called so too. */
export function wheelManifestsOf(inspection: Pick<Inspection, 'files' | 'manifests'>): WheelManifest[] {
  const folders = new Set(wheelsOf(inspection).map((path) => posix.dirname(path)));
  return [...inspection.manifests].flatMap(([file, bytes]) => {
    const document = parse(bytes);
    if (!namesWheel(document) && !folders.has(posix.dirname(file))) return [];
    return [{ file, checked: check('python-asset-manifest', document) }];
  });
}

/** Where the wheel is that a manifest describes, inside the package. */
export function wheelPath(file: string, { wheel }: Pick<PythonAssetManifest, 'wheel'>): string {
  return posix.join(posix.dirname(file), wheel.file);
}

/** Whether the packed file is another than its manifest describes. */
export function isOtherWheel(packed: TarballFile, { wheel }: Pick<PythonAssetManifest, 'wheel'>): boolean {
  return packed.size !== wheel.bytes || packed.sha256 !== wheel.sha256;
}

/**
 * Paths of the wheels that are not what a manifest describes. That is said as an error, and nobody is helped by hearing
 * besides what is in such a file. Where the policy does not take it for an error, what is in it counts.
 */
export function otherWheels(inspection: Pick<Inspection, 'files' | 'manifests' | 'policy'>): ReadonlySet<string> {
  const severity = inspection.policy.rules?.['wheel-checksum-mismatch'] ?? 'error';
  if (severity !== 'error') return new Set();
  return new Set(
    wheelManifestsOf(inspection).flatMap(({ file, checked }) => {
      if (!checked.ok) return [];
      const path = wheelPath(file, checked.value);
      const packed = inspection.files.get(path);
      return packed && isOtherWheel(packed, checked.value) ? [path] : [];
    }),
  );
}

function namesWheel(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'wheel' in document;
}

/** @returns undefined for what is not JSON, or none that somebody wrote */
function parse(bytes: Buffer): unknown {
  const document = parseJson(bytes.toString('utf8'));
  return whyMonstrous(document) === undefined ? document : undefined;
}
