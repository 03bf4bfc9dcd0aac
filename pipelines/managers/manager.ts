/**
 * What an adapter knows of its package manager: how its users install a package, run its command, and say which install
 * scripts may run. Pure: nothing here runs or writes anything.
 */
import type { Way } from '../../schemas/types.ts';
import type { CommandResult } from '../../smoke/process/command-result.ts';
import type { ManagerName } from '../toolchain/tool-spec.ts';

/** A manager as it is called in one cell. */
export interface Calling {
  /** The manager's program, absolute, with what runs it. */
  program: readonly [string, ...string[]];
  /** exact */
  version: string;
  package: { name: string; version: string; bin: string };
  /** URL of the throwaway registry, with a slash at its end. */
  registry: string;
  /** URL of the registry of all other packages: the throwaway registry too when the package has no scope. */
  others: string;
  /** Directories of the cell's own, absolute: nothing of the host's is in them. */
  places: {
    /** of the user's settings */
    config: string;
    cache: string;
    /** of global installs */
    prefix: string;
  };
  /** PATH of the cell's sandboxes. */
  path: string;
  /** Allow-listed variables that a command needs to reach a network from here. */
  network: Readonly<Record<string, string>>;
}

/** A project that depends on the package once `install` has run in it. */
interface ProjectPlan {
  /** path below the project -> text */
  files: Readonly<Record<string, string>>;
  install: readonly [string, ...string[]];
}

export interface ManagerAdapter {
  name: ManagerName;
  /** Whether it takes what a package bundles from the package; one that does not asks the registry for it. */
  knowsBundled: boolean;
  /** The user's own settings: absolute path -> text. */
  settings(calling: Calling): Readonly<Record<string, string>>;
  /** What each of its commands needs in the environment: its settings, its caches, nothing of what a strict host demands. */
  env(calling: Calling): Readonly<Record<string, string>>;
  /**
   * The cell's project, with a node_modules in which every declared dependency is found and, where the manager can do
   * without hoisting, no other.
   * @param approved packages whose install scripts may run, and then all that have any must be among them; absent: the
   * manager's default
   */
  project(calling: Calling, approved?: readonly string[]): ProjectPlan;
  /** As users run the command of an installed package. */
  local(calling: Calling, project: string): Way;
  /** As users run it without installing it: npx and its like. */
  once(calling: Calling): Way;
  /** Absent when the manager installs nothing globally. */
  global?: (calling: Calling) => Way;
  /** Whether an install that went well says that it did not run install scripts. */
  blockedScripts(result: Said, version: string): boolean;
  /** Why an install failed, in its own words, one line. */
  reason(result: Said): string;
}

/** What a manager has said. */
type Said = Pick<CommandResult, 'stdout' | 'stderr'>;

/** package.json of a project that has nothing to do with anybody's. */
export function packageJson(fields: Readonly<Record<string, unknown>> = {}): string {
  return `${JSON.stringify({ name: 'project', version: '1.0.0', private: true, ...fields }, null, 2)}\n`;
}

/** `@scope/name@1.2.3` */
export function exactly({ package: { name, version } }: Calling): string {
  return `${name}@${version}`;
}

/** The last lines of `text` for which `tells` is true, as one line of at most 300 characters; `fallback` where none is. */
export function told(text: string, tells: (line: string) => boolean, clean: (line: string) => string): string {
  const lines = text.split('\n').filter(tells).map(clean).filter(Boolean);
  return lines.join('; ').slice(0, 300) || text.trim().split('\n').at(-1)?.trim().slice(0, 300) || 'it said nothing';
}
