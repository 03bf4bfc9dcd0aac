/** What the file name of a wheel says, and when Python takes two names or versions for one. */
import { pythonVersion } from '../../versions/same-version.ts';

export interface WheelName {
  name: string;
  version: string;
  /** every tag that the compressed tag stands for: `py2.py3-none-any` is two */
  tags: string[];
}

/** Name, version, optional build, and the tags. @see https://packaging.python.org/en/latest/specifications/binary-distribution-format/ */
const shape = /^(?<name>[^-]+)-(?<version>[^-]+)(-\d[^-]*)?-(?<python>[^-]+)-(?<abi>[^-]+)-(?<platform>[^-]+)\.whl$/;
/** A compressed tag stands for the product of its parts. */
const maxTags = 1000;

/** @param file without directories. @returns undefined when it is not the name of a wheel */
export function readWheelName(file: string): WheelName | undefined {
  const { name, version, python = '', abi = '', platform = '' } = shape.exec(file)?.groups ?? {};
  if (name === undefined || version === undefined) return undefined;
  const [pythons, abis, platforms] = [python.split('.'), abi.split('.'), platform.split('.')];
  if (pythons.length * abis.length * platforms.length > maxTags) return undefined;
  return {
    name,
    version,
    tags: pythons.flatMap((py) => abis.flatMap((each) => platforms.map((on) => `${py}-${each}-${on}`))),
  };
}

/** Names that Python takes for the same. @see https://packaging.python.org/en/latest/specifications/name-normalization/ */
export const foldName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '_');

/** A version as Python compares it, see pythonVersion; what Python takes for no version is compared letter by letter. */
export const foldVersion = (version: string): string => pythonVersion(version) ?? version;
