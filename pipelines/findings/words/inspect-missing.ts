/** What a finding says of a file that the package lacks, and how it gets in. */
export type Missing = { path: string; found: string; inSource: string };

export function howToPack({ path, inSource }: Missing): string {
  if (inSource === 'yes')
    return `It is in the source but not packed: add "${path}" to "files" in package.json; look at .npmignore too.`;
  if (inSource === 'no') return 'It is not in the source either: build it before packing, or correct the path.';
  return `Build it and add "${path}" to "files" in package.json, or correct the path.`;
}
