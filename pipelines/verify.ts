/** `shakedown verify`: from a subject to a verdict. */
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { errorCode } from '../smoke/process/error-code.ts';
import { createSandbox } from '../smoke/sandbox/sandbox.ts';
import { findTools } from '../smoke/sandbox/tools.ts';
import { readArtifact } from './artifact/artifact.ts';
import { inspectArtifact } from './artifact/inspect/inspect.ts';
import { contentRules, ruleCards } from './artifact/inspect/rules.ts';
import { requireRulesOf } from './artifact/inspect/severity.ts';
import { packSubject } from './artifact/pack.ts';
import { reproducibleRules } from './artifact/reproducible/rules.ts';
import { watchSource } from './artifact/reproducible/source-tree.ts';
import { scannerRules } from './artifact/scanners/rules.ts';
import { resolveSubject } from './artifact/subject.ts';
import { subjectName } from './artifact/subject-name.ts';
import { cachePlace } from './cache-place.ts';
import { InputError, StageFailure } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import { hostNetwork } from './host-network.ts';
import { proveIdentity } from './identity/prove.ts';
import type { Io } from './io.ts';
import { npmCommand } from './npm/npm.ts';
import { contractOf } from './policy/contract-of.ts';
import { loadPolicy, requirePolicyFor } from './policy/load-policy.ts';
import { chooseSuites, requireSmokesOf, suitesOf, weightOf } from './policy/suites.ts';
import { checkPreflight } from './preflight/preflight.ts';
import { installArtifact, installTimeoutMs } from './project/install.ts';
import { publishArtifact, publishTimeoutMs } from './registry/publish.ts';
import { startRegistry } from './registry/registry.ts';
import { upstreamFor } from './registry/upstream.ts';
import { createTerminal } from './report/terminal/terminal.ts';
import { conduct } from './run/conduct.ts';
import { stateHomeOf } from './run/registration.ts';
import { together } from './run/stages.ts';
import { listSmokes, prepareSmokes } from './smokes/run-smokes.ts';
import { packageRoot, shakedownVersion } from './version.ts';

export interface VerifyOptions {
  policy: string;
  keep: boolean;
  /** suites to run instead of those that the policy always runs; `all`: every one */
  suite: string[];
  /** smokes whose name holds this, whatever the case */
  only?: string;
  failFast: boolean;
  /** how often the smokes run on the one installed package; once, and no rounds are told, without it */
  repeat?: number;
  out?: string;
  json: boolean;
  quiet: boolean;
  verbose: boolean;
}

/** The package that is verified when none is named. */
const referencePackage = join(packageRoot, 'fixtures', 'ktx');

/** As somebody would type it: relative where it is below the current directory. */
function typed(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below.startsWith('..') ? path : below || '.';
}

/** Verdaccio takes half a second; a machine under load many times that. */
const registryReadyWithinMs = 60_000;

/**
 * Verifies a subject.
 * @param spec a source directory, a tarball or a published name@version; the reference package without it
 * @returns the exit code
 * @throws InputError before anything is run; NotReady when the run cannot be recorded
 */
export async function verify(spec: string | undefined, options: VerifyOptions, io: Io): Promise<number> {
  const subject = await resolveSubject(spec ?? typed(referencePackage, io.cwd), { cwd: io.cwd });
  const policy = await loadPolicy(options.policy, io.cwd);
  const { contract } = contractOf(policy);
  const suites = suitesOf(contract, policy);
  const smokes = policy.policy.smokes === undefined ? [] : await listSmokes(contract.name, suites);
  requireSmokesOf(policy, smokes);
  requireRulesOf(policy, ruleCards);
  const chosen = chooseSuites(suites, policy, { asked: options.suite, only: options.only }, smokes);
  const name = await subjectName(subject);
  requirePolicyFor(policy, name);
  const out = options.out === undefined ? undefined : await writableDir(options.out, io.cwd);
  const talk = createTerminal({ ...options, ...io, now: Date.now });
  const inActions =
    io.env.GITHUB_ACTIONS === 'true' && (await import('./report/actions/actions-terminal.ts')).inActions;
  const terminal = inActions ? inActions(talk, io) : talk;

  return await conduct(
    {
      run: {
        workdir: io.cwd,
        project: name,
        suite: contract.name,
        subject: subject.spec,
        version: shakedownVersion,
        stateHome: stateHomeOf(io.env),
        now: io.now,
        ...(out === undefined ? {} : { out }),
      },
      report: {
        subject: subject.spec,
        project: name,
        suite: contract.name,
        suites: chosen,
        shakedownVersion,
        environment: { node: process.versions.node, platform: process.platform, arch: process.arch },
        policy: { file: policy.file, sha256: policy.sha256 },
        ...(options.only === undefined ? {} : { only: options.only }),
        ...(options.repeat === undefined ? {} : { rounds: { asked: options.repeat, begun: 0, finished: 0 } }),
      },
      terminal,
      interruption: io.signal,
      keep: options.keep,
    },
    async (run, stages, closing) => {
      const { signal } = stages;
      const cacheDir = cachePlace(io.env, 'npm');
      const network = hostNetwork(io.env);
      const tee = (command: string) => ({
        tee: { stdout: join(run.logsDir, `${command}.stdout`), stderr: join(run.logsDir, `${command}.stderr`) },
      });

      const tools = await stages.run('preflight', async () => {
        const found = await findTools({
          path: io.env.PATH ?? '',
          nodePath: process.execPath,
          binDir: join(run.workspaceDir, 'bin'),
          hostEnv: io.env,
        });
        const { preflight, notes } = await checkPreflight(found, cacheDir);
        run.emit({ type: 'preflight-checked', preflight });
        for (const note of notes) run.emit({ type: 'finding', finding: note });
        if (found.tools) run.emit({ type: 'tools-found', tools: found.tools });
        return preflight.ready ? found.tools : undefined;
      });
      if (!tools) return;

      const npm = npmCommand(tools);
      const box = await createSandbox({
        parent: run.sandboxesDir,
        name: 'npm',
        mark: run.mark,
        tools,
        network,
        // npm compiles itself at every start unless it finds what it compiled before.
        env: { NODE_COMPILE_CACHE: cachePlace(io.env, 'compiled') },
        ...(io.env.RUNNER_TRACKING_ID ? { trackingId: io.env.RUNNER_TRACKING_ID } : {}),
      });
      const { env } = box;
      const inspecting = { scratchDir: join(run.workspaceDir, 'inspect'), subject, policy: policy.policy, env, signal };
      const [artifact, registry] = await together(
        (async () => {
          const host = { path: io.env.PATH ?? '', signal };
          const sourceChanges = subject.kind === 'directory' ? await watchSource(subject.dir, host) : undefined;
          await stages.run('pack', {
            act: async () => {
              const manifest = await packSubject(subject, {
                intoDir: run.artifactDir,
                npm,
                env,
                signal,
                ...tee('pack'),
              });
              run.emit({ type: 'artifact-ready', artifact: manifest });
              return manifest;
            },
            detail: ({ file }) => file,
          });
          return await stages.run('inspect', async () => {
            const packed = await readArtifact(run.artifactDir);
            const findings = await inspectArtifact(packed, {
              ...inspecting,
              npm: async () => ({ run: npm, env }),
              ...(sourceChanges ? { sourceChanges } : {}),
              rules: [...contentRules, ...reproducibleRules],
            });
            const [first, ...others] = findings.filter(({ severity }) => severity === 'error');
            for (const note of findings) if (note.severity !== 'error') run.emit({ type: 'finding', finding: note });
            if (first) throw new StageFailure(first, ...others);
            return packed;
          });
        })(),
        stages.run('registry', {
          act: async () => {
            const started = await startRegistry({
              dir: join(run.workspaceDir, 'registry'),
              requestLog: run.requestLog,
              prefix: run.id,
              packageName: name,
              ...(await upstreamFor(name, npm, { cwd: box.work, env, signal })),
              env,
              signal,
              readyWithinMs: registryReadyWithinMs,
            });
            closing.use(started);
            run.emit({ type: 'process-started', role: 'registry', ...started.process, port: started.port });
            return started;
          },
          detail: ({ url }) => url,
        }),
      );

      // Packing and the registry have kept two processors busy; publishing and installing leave one to the runner's start-up.
      const preparing = prepareSmokes({ contract: contract.name, scratchDir: run.workspaceDir });
      closing.defer(async () => {
        const prepared = await preparing.catch(() => undefined);
        await prepared?.close();
      });

      await stages.run('publish', () =>
        publishArtifact(artifact, {
          registry: registry.url,
          tag: policy.policy.npm.tag ?? 'latest',
          npm,
          userconfig: env.npm_config_userconfig ?? '',
          env,
          timeoutMs: publishTimeoutMs,
          signal,
          ...tee('publish'),
        }),
      );

      const projectDir = join(run.workspaceDir, 'project');
      const installing = stages.run('install', () =>
        installArtifact(artifact, {
          projectDir,
          registry: registry.url,
          npm,
          cacheDir,
          env,
          timeoutMs: installTimeoutMs,
          signal,
          ...tee('install'),
        }),
      );
      const proof = proveIdentity(artifact, {
        artifactDir: run.artifactDir,
        registry: registry.url,
        installed: installing,
        projectDir,
        bin: contract.bin,
        env: box.envWith({ NODE_COMPILE_CACHE: undefined }),
        signal,
      });
      const proving = stages.run('identity', {
        endsOthers: false,
        act: async () => {
          const { handovers, findings } = await proof;
          run.emit({ type: 'identity-proved', handovers });
          const [first, ...others] = findings;
          if (first) throw new StageFailure(first, ...others);
        },
      });
      // Scanners take longer than the other rules, and nothing waits for them: an install has time to spare.
      const scanning = inspectArtifact(artifact, { ...inspecting, rules: scannerRules });
      await together(
        installing,
        proving,
        scanning.then((findings) => {
          for (const { where, ...said } of findings) {
            run.emit({ type: 'finding', finding: { ...said, where: { stage: 'inspect', ...where } } });
          }
        }),
        // Nothing after the proof asks the registry: it need not take memory and time from the smokes.
        proof.then(() => registry[Symbol.asyncDispose]()),
        proof.then(async ({ worthTrying }) => {
          if (!worthTrying) return;
          await stages.run('smokes', async () => {
            const runner = await preparing;
            await runner.run({
              context: {
                runId: run.id,
                mark: run.mark,
                project: { dir: projectDir },
                subject: { name, version: artifact.manifest.version },
                tools,
                network,
                sandboxesDir: run.sandboxesDir,
                evidenceDir: run.evidenceDir,
                keep: options.keep,
              },
              suites: suites.filter(({ name }) => chosen.some((each) => each.name === name && each.chosen)),
              ...(options.only === undefined ? {} : { only: options.only }),
              failFast: options.failFast,
              repeat: options.repeat,
              signal,
              emit: run.emit,
              requiredOf: (smoke) => weightOf(smoke, policy, suites) === 'required',
            });
            signal.throwIfAborted();
          });
        }),
      );
    },
  );
}

async function writableDir(dir: string, cwd: string): Promise<string> {
  const path = resolve(cwd, dir);
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    return path;
  } catch (error) {
    const found = errorCode(error);
    if (found === undefined) throw error;
    throw new InputError(finding('out-not-writable', { dir, found }));
  }
}
