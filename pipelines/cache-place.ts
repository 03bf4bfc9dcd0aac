/** Where the caches of the program are: beside the launcher's own, which must find its place before any of this is loaded. */
export { cacheHome as cachePlace } from './launcher/cache-home.mjs';
