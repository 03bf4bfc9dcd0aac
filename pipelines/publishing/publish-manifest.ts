/** The fields of a package.json that decide how npm publishes it. */
import type { PublishManifest } from '../../schemas/types.ts';
import { parseJson } from '../../smoke/schema/parse-json.ts';
import { check } from '../../smoke/schema/validate.ts';
import { readTarball } from '../artifact/tarball.ts';

/** @returns undefined when the text is no package.json that npm could publish by */
export function publishManifest(text: string): PublishManifest | undefined {
  const checked = check('publish-manifest', parseJson(text.replace(/^\ufeff/, '')));
  return checked.ok ? checked.value : undefined;
}

/** That of a tarball. @returns undefined where it cannot be read, which verifying it has told already */
export async function publishManifestIn(tarball: string): Promise<PublishManifest | undefined> {
  const reading = await readTarball(tarball, { keep: (path) => path === 'package.json' });
  const text = reading.readable ? reading.kept.get('package.json')?.toString('utf8') : undefined;
  return text === undefined ? undefined : publishManifest(text);
}
