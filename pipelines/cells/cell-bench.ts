/** For tests: cells whose package manager is a script of the test, and everything else real but the smokes; nothing leaves loopback. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Cell, Tools } from '../../schemas/types.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { type AnsweringServer, answeringServer } from '../registry/answering-server.ts';
import { type NpmBench, openNpmBench } from '../registry/npm-bench.ts';
import { parseManager } from '../toolchain/tool-spec.ts';
import type { CachedTool } from '../toolchain/toolchain.ts';
import type { ReadyCell } from './prepare-cells.ts';
import type { Ground } from './set-up-cell.ts';

export interface CellBench extends AsyncDisposable {
  npm: NpmBench;
  artifact: Artifact;
  registry: AnsweringServer;
  /** What all cells have in common, in directories of its own. */
  ground(changes?: Partial<Ground>): Ground;
  /** A cell whose manager, npm 11 when not given, is this script, run in the project with the arguments of an install. */
  cell(script: string, changes?: Partial<Cell>): Required<ReadyCell>;
  /** A script that installs what is packed, with a command that does this. */
  installs(what?: { command?: string; integrity?: string; besides?: string }): string;
}

const packageJson = {
  name: '@scope/x',
  version: '1.0.0',
  bin: { x: 'x.js' },
  bundledDependencies: ['@scope/in-it', 'in(it'],
};

export async function openCellBench(): Promise<CellBench> {
  const npm = openNpmBench();
  const registry = await answeringServer();
  registry.serve(packageJson);
  const artifact = await npm.artifact(packageJson);
  const node = { path: process.execPath, version: process.versions.node };
  return {
    npm,
    artifact,
    registry,
    ground(changes = {}) {
      const root = npm.dir('run');
      const [workspaceDir, sandboxesDir, logsDir, evidenceDir, binDir] = [
        'workspace',
        'workspace/sandboxes',
        'logs',
        'evidence',
        'bin',
      ].map((name) => join(root, name)) as [string, string, string, string, string];
      for (const dir of [sandboxesDir, logsDir, evidenceDir, binDir]) mkdirSync(dir, { recursive: true });
      const tools: Tools = {
        binDir,
        systemDirs: ['/usr/bin', '/bin'],
        node,
        npm: { path: '/no/npm-cli.js', version: '0.0.0' },
      };
      const artifactDir = dirname(artifact.file);
      return {
        run: {
          id: 'run',
          mark: `cells-${process.pid}-${root}`,
          workspaceDir,
          sandboxesDir,
          artifactDir,
          logsDir,
          evidenceDir,
        },
        artifact,
        bin: 'x',
        registry: registry.url,
        others: 'http://127.0.0.1:9/',
        npmCache: join(root, 'npm-cache'),
        installWithinMs: 60_000,
        tools,
        network: {},
        ...changes,
      };
    },
    cell(script, changes = {}) {
      const path = join(npm.dir('manager'), 'npm-cli.js');
      writeFileSync(path, script);
      const version = '11.0.0';
      const carried = (tool: CachedTool['tool'], at: { path: string; version: string }): CachedTool => ({
        tool,
        spec: tool,
        package: tool,
        integrity: 'sha512-',
        file: tool,
        runBy: tool === 'node' ? 'itself' : 'node',
        ...at,
      });
      const cell: Cell = {
        id: 'npm@11-node@24',
        manager: { name: 'npm', version },
        node: { name: 'node', version: node.version },
        primary: true,
        required: true,
        lowest: false,
        smokes: 'all',
        outcome: 'not-run',
        ...changes,
      };
      const { tool } = parseManager(cell.manager.name);
      return {
        cell,
        tools: { manager: carried(tool, { path, version: cell.manager.version }), node: carried('node', node) },
      };
    },
    installs({ command = 'echo 1.0.0', integrity = artifact.manifest.integrity, besides = '' } = {}) {
      const entry = { resolved: `${registry.url}x.tgz`, integrity };
      const lockfile = { lockfileVersion: 3, packages: { 'node_modules/@scope/x': entry } };
      return `
const { mkdirSync, writeFileSync } = require('node:fs');
mkdirSync('node_modules/.bin', { recursive: true });
writeFileSync('node_modules/.bin/x', ${JSON.stringify(`#!/bin/sh\n${command}\n`)}, { mode: 0o755 });
writeFileSync('package-lock.json', ${JSON.stringify(JSON.stringify(lockfile))});
${besides}
`;
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await npm[Symbol.asyncDispose]();
    },
  };
}
