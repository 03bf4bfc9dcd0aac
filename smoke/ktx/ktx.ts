import type { ExpectStatic } from 'vitest';
import type { KtxContract, KtxTexts, SchemaTypes } from '../../schemas/types.ts';
import type { CommandResult } from '../process/command-result.ts';
import { identityOf, type ProcessIdentity, stateOf } from '../process/identity.ts';
import { signalProcess } from '../process/survivors.ts';
import type { BackgroundCommand, CliOptions, Rig } from '../rig.ts';
import { commandOf, commandWords, textOf } from './contract.ts';
import { httpGet } from './http-get.ts';
import { readDocument, readText } from './outputs.ts';
import type { TextName } from './text/parsers.ts';

/** The variable that moves KTX's runtimes away from the home directory. */
const ROOT_VARIABLE = 'KTX_RUNTIME_ROOT';

const healthTimeoutMs = 10_000;
const endTimeoutMs = 5_000;

export interface KtxParts {
  rig: Rig;
  contract: KtxContract;
  expect: ExpectStatic;
  /** Where the runtimes live; need not be there. */
  root: string;
  options?: CliOptions;
}

/**
 * The installed `ktx` with a runtime root of its own. A method that returns a structure has run the command, expected
 * it to succeed, and held its output against the contract; `run` and `runtime` leave that to the smoke.
 */
export class Ktx {
  readonly root: string;
  readonly contract: KtxContract;
  /** What a user types before a runtime subcommand: `ktx runtime`. */
  readonly command: string;
  readonly #parts: KtxParts;
  #started: ProcessIdentity | undefined;

  constructor(parts: KtxParts) {
    this.#parts = parts;
    this.root = parts.root;
    this.contract = parts.contract;
    this.command = commandWords(parts.contract);
  }

  /** The same command and root with other options beside its own: another environment, another installed copy. */
  with({ env, ...options }: CliOptions): Ktx {
    const own = this.#parts.options;
    return new Ktx({ ...this.#parts, options: { ...own, ...options, env: { ...own?.env, ...env } } });
  }

  /** For `with({ env })`: nobody says where the runtimes are to live. */
  readonly withoutRoot = { [ROOT_VARIABLE]: undefined };

  /** The same command with its runtimes elsewhere. */
  at(root: string): Ktx {
    return new Ktx({ ...this.#parts, root });
  }

  run(...args: string[]): Promise<CommandResult> {
    return this.#parts.rig.cli(args, this.#options());
  }

  runtime(...args: string[]): Promise<CommandResult> {
    return this.run(...this.contract.commandPrefix, ...args);
  }

  /** Starts a runtime command and goes on. */
  begin(...args: string[]): BackgroundCommand {
    return this.#parts.rig.cliInBackground([...this.contract.commandPrefix, ...args], this.#options());
  }

  /** A runtime command that fails as every failure must: exit 1, nothing on stdout, one line on stderr. Returns the line. */
  async refusal(...args: string[]): Promise<string> {
    const result = await this.runtime(...args);
    this.#parts.expect(result).toExit(1);
    this.#parts.expect(result.stdout).toBe('');
    return this.readText('error-line', result.stderr).message;
  }

  /** The cheapest command that needs Python, on the demo project in `dir`. */
  query(dir: string, ...flags: string[]): Promise<CommandResult> {
    return this.run(...commandOf(this.contract, 'needsPython', { project: dir }), ...flags);
  }

  async prepareDemo(dir: string): Promise<void> {
    this.#parts.expect(await this.run(...commandOf(this.contract, 'prepareDemo', { project: dir }))).toSucceed();
  }

  async version(): Promise<SchemaTypes['ktx/version-text']> {
    return this.#succeeded('version-text', await this.run('--version'));
  }

  async status(): Promise<SchemaTypes['ktx/runtime-status']> {
    const result = await this.runtime('status', '--json');
    this.#parts.expect(result).toSucceed();
    return this.readDocument('runtime-status', result.stdout);
  }

  async statusText(): Promise<SchemaTypes['ktx/status-text']> {
    return this.#succeeded('status-text', await this.runtime('status'));
  }

  async install(...flags: string[]): Promise<SchemaTypes['ktx/install-text']> {
    return this.#succeeded('install-text', await this.runtime('install', '--yes', ...flags));
  }

  /** `doctor`, which exits with 1 when a check fails. */
  async doctor({ exit }: { exit: 0 | 1 }): Promise<SchemaTypes['ktx/doctor-text']> {
    const result = await this.runtime('doctor');
    this.#parts.expect(result).toExit(exit);
    return this.readText('doctor-text', result.stdout);
  }

  async doctorJson({ exit }: { exit: 0 | 1 }): Promise<SchemaTypes['ktx/runtime-doctor']> {
    const result = await this.runtime('doctor', '--json');
    this.#parts.expect(result).toExit(exit);
    return this.readDocument('runtime-doctor', result.stdout);
  }

  async start(...flags: string[]): Promise<SchemaTypes['ktx/start-text']> {
    const result = await this.runtime('start', ...flags);
    this.#parts.expect(result).toExit(0);
    this.#parts.expect(result.heldOpen, 'the daemon holds the output of start').toBe(false);
    // A start that finds no runtime installs one, and says so on stderr as every first use does.
    if (result.stderr !== '') this.readText('lazy-install-text', result.stderr);
    const started = this.readText('start-text', result.stdout);
    this.#started = identityOf(started.pid);
    return started;
  }

  async stop(): Promise<SchemaTypes['ktx/stop-text']> {
    return this.#succeeded('stop-text', await this.runtime('stop'));
  }

  async prune(...flags: string[]): Promise<SchemaTypes['ktx/prune-text']> {
    return this.#succeeded('prune-text', await this.runtime('prune', ...flags));
  }

  /** What the daemon says of itself at its url. */
  async health(url: string): Promise<SchemaTypes['ktx/health']> {
    const { status, body } = await httpGet(new URL('/health', url), healthTimeoutMs);
    this.#parts.expect(status, body).toBe(200);
    return this.readDocument('health', body);
  }

  /** Who runs in the sandbox now, by census; where there is no /proc, the daemon that was started last. */
  readonly daemons = (): readonly ProcessIdentity[] => {
    const { method, survivors } = this.#parts.rig.census();
    if (method === 'proc') return survivors.map(({ pid, startTime }) => ({ pid, startTime }));
    return this.#started && stateOf(this.#started) === 'alive' ? [this.#started] : [];
  };

  /** Kills the daemons, for a smoke that has seen what it came for: `stop` is left to the smoke about stopping. */
  async end(): Promise<void> {
    for (const daemon of this.daemons()) signalProcess(daemon, 'SIGKILL');
    await this.#parts.expect.poll(this.daemons, { timeout: endTimeoutMs }).toEqual([]);
  }

  text(name: keyof KtxTexts, values: Readonly<Record<string, string>> = {}): string {
    return textOf(this.contract, name, values);
  }

  readonly readText = <N extends TextName>(name: N, text: string): ReturnType<typeof readText<N>> =>
    readText(this.#parts.expect, name, text);

  readonly readDocument = <N extends Parameters<typeof readDocument>[1]>(
    name: N,
    text: string,
  ): ReturnType<typeof readDocument<N>> => readDocument(this.#parts.expect, name, text);

  #options(): CliOptions {
    const { env, ...options } = this.#parts.options ?? {};
    return { ...options, env: { [ROOT_VARIABLE]: this.root, ...env } };
  }

  #succeeded<N extends TextName>(name: N, result: CommandResult): ReturnType<typeof readText<N>> {
    this.#parts.expect(result).toSucceed();
    return this.readText(name, result.stdout);
  }
}
