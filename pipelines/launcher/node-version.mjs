/** What the tools need of a Node, by its version. Must parse on Node 18, like every file of the launcher. */

/**
 * @typedef {object} Node
 * @property {string} path the executable, absolute
 * @property {string} version `24.21.0`
 * @property {boolean} typescript whether it can strip types
 */

/** As it is said to people. */
export const neededNode = '>= 22.14';

/** @param {string} version `24.21.0`, with or without a leading `v` */
function numbersOf(version) {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)\./.exec(version) ?? [];
  return { major: Number(major), minor: Number(minor) };
}

/**
 * Whether the tools run on this Node. Trusted publishing asks for 22.14; Vitest and Verdaccio for a little less.
 * @param {string} version
 */
export function isNewEnough(version) {
  const { major, minor } = numbersOf(version);
  return major > 22 || (major === 22 && minor >= 14);
}

/**
 * Whether a Node that can strip types also does it without an ExperimentalWarning on stderr:
 * since 22.18 and 24.3 (history of https://nodejs.org/api/typescript.html).
 * @param {string} version
 */
export function stripsTypesQuietly(version) {
  const { major, minor } = numbersOf(version);
  return (major === 22 && minor >= 18) || (major === 24 && minor >= 3) || major > 24;
}

/** @returns {Node} the Node of this process */
export function runningNode() {
  const { execPath, features, versions } = process;
  return {
    path: execPath,
    version: versions.node,
    typescript: 'typescript' in features && Boolean(features.typescript),
  };
}
