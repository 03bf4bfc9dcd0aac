/** The packages that are mutated: a sound one, and one with something for every rule to look at. */
import { createHash } from 'node:crypto';
import type { MadeEntry } from '../tarball-maker.ts';
import { wheel } from '../wheel/wheel-maker.ts';

export interface Sample {
  packageJson: Record<string, unknown>;
  /** entries besides package.json and the wheel with its manifest */
  entries: MadeEntry[];
  wheel: Buffer;
  /** whether the manifest describes the wheel as it is now, or as it was */
  describesWheel: boolean;
}

const wheelFile = 'x-1.0.0-py3-none-any.whl';

/** Nothing is to be said of it. */
export function soundSample(): Sample {
  const busy = busySample();
  return {
    ...busy,
    packageJson: {
      name: '@scope/x',
      version: '1.0.0',
      bin: { x: './dist/bin.js' },
      files: ['dist', 'assets'],
      exports: { '.': './dist/bin.js' },
      dependencies: { inner: '^1.0.0' },
      bundledDependencies: ['inner'],
    },
    entries: busy.entries.filter(({ path }) => path !== 'package/dist/y.js'),
  };
}

export function busySample(): Sample {
  return {
    packageJson: {
      name: '@scope/x',
      version: '1.0.0',
      bin: { x: './dist/bin.js', y: 'dist/y.js' },
      files: ['dist', 'assets/**', '!dist/*.map', '*.{md,txt}'],
      main: 'dist/bin',
      types: 'dist/index.d.ts',
      exports: { '.': { import: './dist/bin.js', types: './dist/index.d.ts' }, './*': './dist/*.js' },
      scripts: { postinstall: 'node dist/bin.js', test: 'x' },
      dependencies: { inner: '^1.0.0', other: '>=1 <3 || 4.x', local: 'file:../x' },
      optionalDependencies: { maybe: 'github:me/maybe' },
      peerDependencies: { peer: 'workspace:*' },
      bundledDependencies: ['inner'],
    },
    entries: [
      { path: 'package/README.md', content: '# x\n' },
      { path: 'package/LICENSE', content: 'Apache-2.0\n' },
      { path: 'package/dist/bin.js', content: '#!/usr/bin/env node\n', mode: 0o755 },
      { path: 'package/dist/y.js', content: '#!/bin/sh\r\n' },
      { path: 'package/dist/index.d.ts', content: 'export {};\n' },
      { path: `package/dist/${'deep/'.repeat(15)}x.js`, content: 'x'.repeat(1500) },
      { path: 'package/node_modules/inner/package.json', content: '{"version":"1.2.3","dependencies":{"z":"1"}}' },
      { path: 'package/node_modules/z/package.json', content: '{"version":"1.0.0"}' },
    ],
    wheel: wheel({
      name: 'x',
      version: '1.0.0',
      modules: { 'x/cli.py': 'def main(): pass\n' },
      scripts: '[console_scripts]\nx = x.cli:main\n',
    }),
    describesWheel: true,
  };
}

/** All entries of a sample, in the order in which npm packs. */
export function entriesOf({ packageJson, entries, wheel: bytes, describesWheel }: Sample): MadeEntry[] {
  const described = describesWheel ? bytes : busySample().wheel;
  const manifest = {
    schemaVersion: 1,
    distributionName: 'x',
    normalizedName: 'x',
    version: '1.0.0',
    wheel: { file: wheelFile, sha256: createHash('sha256').update(described).digest('hex'), bytes: described.length },
  };
  return [
    { path: 'package/package.json', content: JSON.stringify(packageJson) },
    ...entries,
    { path: 'package/assets/manifest.json', content: JSON.stringify(manifest) },
    { path: `package/assets/${wheelFile}`, content: bytes },
  ];
}
