import type { Wording } from '../wording.ts';

/** Words for findings about the package managers and Nodes of a matrix, its cells, and merging what they came to. */
export const matrixWords = {
  'manager-unknown': {
    severity: 'error',
    message: (a: { found: string; known: string }) => `package manager: expected one of ${a.known}, found "${a.found}"`,
    remediation: (a: { meant?: string }) =>
      a.meant ? `Write ${a.meant}.` : 'Name one of those, with a version or without: npm, npm@11, pnpm@10.2.',
  },
  'tool-version-invalid': {
    severity: 'error',
    message: (a: { tool: string; found: string }) =>
      `${a.tool}: expected a version or the beginning of one, found "${a.found}"`,
    remediation: (a: { tool: string }) =>
      a.tool === 'node'
        ? 'Write 22, 22.14 or 22.14.0.'
        : `Write ${a.tool}, ${a.tool}@11, ${a.tool}@11.2.0 or a dist-tag.`,
  },
  'tool-version-unknown': {
    severity: 'error',
    message: (a: { spec: string; wanted: string; command: string }) =>
      `${a.spec}: the registry has no version ${a.wanted} (${a.command})`,
    remediation: (a: { wanted: string }) =>
      `Ask for one that there is: npm view ${a.wanted.replace(/(?<=.)@.*$/, '')} versions`,
  },
  'no-manager-for-node': {
    severity: 'error',
    message: (a: { wanted: string; node: string; command: string }) =>
      `no ${a.wanted} runs on Node ${a.node}, the lowest that the package's engines allow (${a.command})`,
    remediation: () => 'Raise engines.node in package.json, or say "lowestNode": false in matrix of the policy.',
  },
  'manager-too-old': {
    severity: 'error',
    message: (a: { spec: string; found: string; oldest: string }) =>
      `${a.spec} is ${a.found}, expected at least ${a.oldest}: its commands and settings are others`,
    remediation: (a: { oldest: string }) => `Ask for ${a.oldest} or newer.`,
  },
  'tool-not-for-platform': {
    severity: 'error',
    message: (a: { spec: string; platform: string; reason?: string }) =>
      `${a.spec} is not to be had for ${a.platform}${a.reason ? `: ${a.reason}` : ''}`,
    remediation: () => 'Ask for another version, or leave it to a machine of another platform.',
  },
  'tool-unresolved': {
    severity: 'error',
    message: (a: { spec: string; how: string; reason: string; command: string }) =>
      `the registry did not say which version ${a.spec} is (${a.how}): ${a.reason} (${a.command})`,
    remediation: () => 'Check the network and the registry, then run again; what was resolved once is not remembered.',
  },
  'tool-not-fetched': {
    severity: 'error',
    message: (a: { spec: string; version: string; reason: string; command: string; root: string }) =>
      `${a.spec} (${a.version}) is not in the cache ${a.root} and could not be fetched: ${a.reason} (${a.command})`,
    remediation: () => 'Check the network, the room on the disk and the rights on the cache, then run again.',
  },
  'cell-unknown': {
    severity: 'error',
    message: (a: { found: string; known: string }) => `cell: expected one of ${a.known}, found "${a.found}"`,
    remediation: (a: { meant?: string }) =>
      a.meant ? `Use --cell ${a.meant}.` : 'Run shakedown matrix: it lists the cells.',
  },
  'shard-invalid': {
    severity: 'error',
    message: (a: { found: string }) => `--shard: expected i/n with 1 <= i <= n, found "${a.found}"`,
    remediation: () => 'Write 1/3, 2/3 and 3/3 on three machines.',
  },
  'merge-nothing-there': {
    severity: 'error',
    message: (a: { dir: string }) =>
      `merge: expected a directory with a report.json, or directories that have one, found none in ${a.dir}`,
    remediation: () => 'Give the directories that verify --out wrote to.',
  },
  'merge-unreadable': {
    severity: 'error',
    message: (a: { dir: string; reason: string }) => `merge: the report in ${a.dir} cannot be read: ${a.reason}`,
    remediation: () => 'Fetch the evidence of that machine again, or verify that part again.',
  },
  'merge-unlike': {
    severity: 'error',
    message: (a: { what: string; dir: string; found: string; other: string; expected: string }) =>
      `merge: ${a.what} is not the same: ${a.other} has ${a.expected}, ${a.dir} has ${a.found}`,
    remediation: () =>
      'Verify all parts from the same tarball, policy, --against and version of Shakedown: pack once, and hand the tarball over.',
  },
  'merge-twice': {
    severity: 'error',
    message: (a: { part: string; dir: string; other: string }) => `merge: ${a.part} is in ${a.other} and in ${a.dir}`,
    remediation: () => 'Leave one of the two out: which of them counts is yours to say.',
  },
  'cell-missing': {
    severity: 'error',
    message: (a: { cell: string; out: string; command: string }) => `no machine has tried cell ${a.cell}`,
    remediation: (a: { cell: string; out: string; command: string }) => `Make it, and merge ${a.out} too: ${a.command}`,
  },
  'shard-missing': {
    severity: 'error',
    message: (a: { cell: string; shard: string; out: string; command: string }) =>
      a.cell === 'host'
        ? `no machine has run shard ${a.shard}`
        : `no machine has run shard ${a.shard} of cell ${a.cell}`,
    remediation: (a: { cell: string; shard: string; out: string; command: string }) =>
      `Make it, and merge ${a.out} too: ${a.command}`,
  },
  'merged-run-unfinished': {
    severity: 'error',
    message: (a: { dir: string; state: string; line: string; command?: string }) =>
      `the run in ${a.dir} is ${a.state}: ${a.line}`,
    remediation: (a: { dir: string; state: string; line: string; command?: string }) =>
      `Verify that part again, and merge its evidence in place of ${a.dir}${a.command === undefined ? '.' : `: ${a.command}`}`,
  },
  'repeat-with-matrix': {
    severity: 'error',
    message: (a: { cells: number }) => `--repeat: expected one cell, found ${a.cells}`,
    remediation: () => 'Name the cell to repeat with --cell, or leave --repeat out.',
  },
  'cell-install-failed': {
    severity: 'error',
    message: (a: { manager: string; how: string; reason: string; command: string }) =>
      `${a.manager} could not install the package (${a.how}): ${a.reason} (${a.command})`,
    remediation: () =>
      'Its users would see the same. Mend what it names, or say in matrix.advisory of the policy that it fails no release.',
  },
  'bundled-dependency-asked-for': {
    severity: 'error',
    message: (a: { manager: string; dependency: string; how: string; reason: string; command: string }) =>
      `${a.manager} asks the registry for ${a.dependency}, which the package bundles, and it is not there (${a.how}): ${a.reason} (${a.command})`,
    remediation: (a: { dependency: string; tool: string }) =>
      `yarn and bun know no bundled dependencies: publish ${a.dependency}, put its code into the package's own, or say "advisory": ["${a.tool}"] in matrix of the policy.`,
  },
  'install-scripts-blocked': {
    severity: 'warning',
    message: (a: { manager: string; packages: string }) =>
      `${a.manager} has run no install script, which is its default; there are some in ${a.packages}`,
    remediation: () => 'Make the command work without them, or tell users how to approve them.',
  },
} satisfies Wording;
