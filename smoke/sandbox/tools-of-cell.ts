import { mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tool, Tools } from '../../schemas/types.ts';
import { removeTools, writeLauncher } from './launcher.ts';

export interface CellTools {
  /** To be made: links to the tools. */
  binDir: string;
  node: Tool;
  /** npm's own npm-cli.js; that of `tools`, run by `node`, when not given */
  npm?: Tool;
  /** Further commands: name -> what they run. */
  commands: Readonly<Record<string, readonly [string, ...string[]]>>;
}

/** The tools of this machine with another Node, another npm and further commands, in a directory of their own. */
export async function toolsOfCell(
  tools: Tools,
  { binDir, node, npm = tools.npm, commands }: CellTools,
): Promise<Tools> {
  await mkdir(binDir, { recursive: true });
  const own: Record<string, readonly [string, ...string[]]> = {
    npm: [node.path, npm.path],
    npx: [node.path, join(dirname(npm.path), 'npx-cli.js')],
    ...commands,
  };
  const others = (await readdir(tools.binDir)).filter((name) => name !== 'node' && !Object.hasOwn(own, name));
  await removeTools(binDir, ['node', ...Object.keys(own), ...others]);
  for (const name of others) await symlink(join(tools.binDir, name), join(binDir, name));
  await symlink(node.path, join(binDir, 'node'));
  for (const [name, argv] of Object.entries(own)) await writeLauncher(join(binDir, name), argv);
  return { ...tools, binDir, node: pick(node), npm: pick(npm) };
}

/** What a context may hold of a tool. */
function pick({ path, version }: Tool): Tool {
  return { path, version };
}
