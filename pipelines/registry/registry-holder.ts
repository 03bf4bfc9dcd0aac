/** For tests: starts a registry as its argument says, tells which process it is, and holds it until it is killed. */
import { type RegistryOptions, startRegistry } from './registry.ts';

const options: Omit<RegistryOptions, 'signal'> = JSON.parse(process.argv[2] ?? '{}');
const registry = await startRegistry({ ...options, signal: new AbortController().signal });
process.send?.(registry.process);
process.once('disconnect', () => process.exit(1));
