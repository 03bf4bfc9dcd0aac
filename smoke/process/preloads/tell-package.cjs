// Loaded into a node program before it begins: if the program is one of the package under test, it is told where that
// package is, which bytes its files have, and which Node this is. By the very process that runs them, since some package managers keep
// packages in archives that only a Node of theirs can look into (they are loaded before this), and others take them
// away at the end. Before it begins, since a program may change its own files.
// CommonJS, which every Node can load before a program.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { dirname, join } = require('node:path');
const { isMainThread } = require('node:worker_threads');

const { SHAKEDOWN_PACKED_FILES: packedFiles, SHAKEDOWN_TOLD: told } = process.env;

if (isMainThread && packedFiles && told) tell();

function tell() {
  const program = realPathOf(process.argv[1]);
  if (program === undefined) return;
  const { name, files } = JSON.parse(fs.readFileSync(packedFiles, 'utf8'));
  const dir = packageOf(program, name);
  if (dir === undefined) return;
  const found = Object.fromEntries(files.map(({ path }) => [path, hashOf(join(dir, path))]));
  fs.writeFileSync(
    join(told, `${process.pid}.json`),
    JSON.stringify({ program, dir, found, node: process.versions.node }),
  );
}

/** The nearest directory above that holds the package of this name. */
function packageOf(program, name) {
  for (let dir = dirname(program); ; dir = dirname(dir)) {
    if (nameIn(join(dir, 'package.json')) === name) return dir;
    if (dir === dirname(dir)) return undefined;
  }
}

function nameIn(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).name;
  } catch (error) {
    if (error.code === undefined && !(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function realPathOf(path) {
  try {
    return path === undefined ? undefined : fs.realpathSync(path);
  } catch (error) {
    if (error.code === undefined) throw error;
    return undefined;
  }
}

function hashOf(file) {
  try {
    return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  } catch (error) {
    if (error.code === undefined) throw error;
    return error.code;
  }
}
