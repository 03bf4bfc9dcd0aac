/** Whether Node itself runs a file of TypeScript, or tsx has to. */
import { stripsTypesQuietly } from './node-version.mjs';

/** To be given to `node --import` (and, by process.execArgv, to the Nodes that the program forks). */
export const registration = new URL('./register-typescript.mjs', import.meta.url).href;

/**
 * @param {{ version: string, typescript: boolean }} node
 * @param {string} file URL or path; Node strips no types below node_modules
 */
export function needsRegistration({ version, typescript }, file) {
  return !typescript || !stripsTypesQuietly(version) || /[\\/]node_modules[\\/]/.test(file);
}
