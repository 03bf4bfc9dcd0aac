/** Somebody who has nothing of ours: sandboxes with an npm that nobody has configured, and no credentials. */
import { join } from 'node:path';
import { createSandbox } from '../../smoke/sandbox/sandbox.ts';
import { findTools } from '../../smoke/sandbox/tools.ts';
import { cachePlace } from '../cache-place.ts';
import { finding } from '../findings/finding.ts';
import { hostNetwork } from '../host-network.ts';
import type { Io } from '../io.ts';
import { npmCommand } from '../npm/npm.ts';
import { foreignModules } from '../preflight/foreign-modules.ts';
import { askedTwice } from '../publishing/asked-twice.ts';
import { httpReader } from '../publishing/http-reader.ts';
import { npmReader } from '../publishing/npm-reader.ts';
import { realClock } from '../publishing/patience.ts';
import { impatient } from '../publishing/user-npm.ts';
import { registryUrl } from '../registry/registry-url.ts';
import { routeTo } from '../registry/route.ts';
import { NotReady } from '../run/store-fault.ts';
import { sandboxesOf } from '../run/workspace.ts';
import type { Ground } from './look-at-release.ts';

export interface Stranger extends AsyncDisposable {
  /** The registry that npm comes with. */
  ownRegistry(): Promise<string | undefined>;
  /** What a look at this package in this registry needs. */
  groundFor(name: string, registry: string): Ground;
}

const questionTimeoutMs = 60_000;

/**
 * @param dir a workspace, absolute
 * @param mark of everything that is started in it
 * @throws NotReady without node or npm, or where Node would find packages that are not the stranger's
 */
export async function openStranger(
  dir: string,
  mark: string,
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<Stranger> {
  const search = {
    path: env.PATH ?? '',
    nodePath: process.execPath,
    binDir: join(dir, 'bin'),
    hostEnv: env,
    uvStandIn: false,
  };
  const { tools, npm: found, node } = await findTools(search);
  if (!tools) {
    const why = 'missing' in found ? found.missing : 'missing' in node ? node.missing : 'nothing';
    throw new NotReady(finding('npm-missing', { expected: 'npm on PATH', found: why }));
  }
  const [first, ...others] = foreignModules(dir, tools.node.path).map(({ expected, found: was, remediation }) =>
    finding('published-not-ready', { expected, found: was, advice: remediation }),
  );
  if (first) throw new NotReady(first, ...others);
  const common = {
    parent: sandboxesOf(dir),
    mark,
    network: hostNetwork(env),
    // npm compiles itself at every start unless it finds what it compiled before.
    env: { NODE_COMPILE_CACHE: cachePlace(env, 'compiled') },
  };
  const box = await createSandbox({ ...common, name: 'questions', tools });
  const npm = npmCommand(tools);
  const ask = (args: readonly string[]) =>
    npm(args, { cwd: box.work, env: box.env, timeoutMs: questionTimeoutMs, signal });
  return {
    async ownRegistry() {
      const said = await ask(['config', 'get', 'registry', `--prefix=${box.work}`]);
      return said.kind === 'exited' && said.code === 0 ? registryUrl(said.stdout.trim()) : undefined;
    },
    groundFor(name, registry) {
      const patiently = (args: readonly string[]) => ask([...args, ...impatient]);
      const byNpm = npmReader({ npm: patiently, route: routeTo(registry, name), scratchDir: box.tmp });
      return {
        ...common,
        tools,
        signal,
        reader: askedTwice(httpReader(registry, signal), byNpm, false),
        clock: realClock,
        scratchDir: box.tmp,
        cacheDir: cachePlace(env, 'npm'),
      };
    },
    [Symbol.asyncDispose]: async () => {
      await box.dispose();
    },
  };
}
