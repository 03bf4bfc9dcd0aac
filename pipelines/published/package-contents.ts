/** What a published tarball holds, as far as a look at it from outside needs. */
import { commandsOf } from '../artifact/commands.ts';
import type { TarballFile } from '../artifact/kept-files.ts';
import { readPackageJson } from '../artifact/package-json.ts';
import { readTarball } from '../artifact/tarball.ts';
import { publishManifest } from '../publishing/publish-manifest.ts';

export interface PackageContents {
  files: readonly Pick<TarballFile, 'path' | 'sha256'>[];
  /** command name -> path in the package */
  commands: Readonly<Record<string, string>>;
  /** path of each command -> its bytes */
  commandBytes: ReadonlyMap<string, Buffer>;
  /** whether package.json asks for provenance */
  asksForProvenance: boolean;
}

/** @throws Error for a tarball that npm could not have published */
export async function packageContents(file: string): Promise<PackageContents> {
  const first = await read(file, ['package.json']);
  const text = first.kept.get('package.json')?.toString('utf8') ?? '';
  const reading = readPackageJson(text, 'package.json');
  if (!reading.ok) throw new Error(`${file}: ${reading.findings[0].message}`);
  const commands = commandsOf(reading.manifest);
  const { kept, files } = await read(file, Object.values(commands));
  return {
    files,
    commands,
    commandBytes: kept,
    asksForProvenance: publishManifest(text)?.publishConfig?.provenance === true,
  };
}

async function read(file: string, paths: readonly string[]) {
  const reading = await readTarball(file, { keep: (path) => paths.includes(path) });
  if (!reading.readable) throw new Error(`${file}: ${reading.fault.message}`);
  return reading;
}
