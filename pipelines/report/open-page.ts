/** Opens a file in the program that this user's desktop has for it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** @returns why it could not be opened, when it could not */
export async function openPage(
  file: string,
  env: NodeJS.ProcessEnv,
): Promise<{ program: string; reason: string } | undefined> {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, file], { env, stdio: 'ignore', detached: true });
  try {
    await once(child, 'spawn');
  } catch (error) {
    return { program, reason: error instanceof Error ? error.message : String(error) };
  }
  child.unref();
  return undefined;
}

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['explorer'],
};
