/** `shakedown verify`: from a subject to a verdict. */
import { join } from 'node:path';
import type { Cell } from '../schemas/types.ts';
import { createSandbox } from '../smoke/sandbox/sandbox.ts';
import { findTools } from '../smoke/sandbox/tools.ts';
import { comparedWith, previousPackage } from './artifact/against/previous-package.ts';
import { againstRules } from './artifact/against/rules.ts';
import { readArtifact } from './artifact/artifact.ts';
import { inspectArtifact, inspectPackage } from './artifact/inspect/inspect.ts';
import { readPackage } from './artifact/inspect/read-package.ts';
import { contentRules } from './artifact/inspect/rules.ts';
import { packSubject } from './artifact/pack.ts';
import { reproducibleRules } from './artifact/reproducible/rules.ts';
import { watchSource } from './artifact/reproducible/source-tree.ts';
import { scannerRules } from './artifact/scanners/rules.ts';
import { cachePlace } from './cache-place.ts';
import { cellsOfRun } from './cells/cells-of-run.ts';
import { namesIn } from './cells/matrix-of-run.ts';
import { tryCells } from './cells/try-cells.ts';
import { tryHost } from './cells/try-host.ts';
import { StageFailure } from './findings/errors.ts';
import { hostNetwork } from './host-network.ts';
import type { Io } from './io.ts';
import { npmCommand } from './npm/npm.ts';
import { publishedRegistry } from './policy/published-registry.ts';
import { checkPreflight, withBlockers } from './preflight/preflight.ts';
import { installTimeoutMs } from './project/install.ts';
import { publishArtifact, publishTimeoutMs } from './registry/publish.ts';
import { startRegistry } from './registry/registry.ts';
import { scopeOf } from './registry/route.ts';
import { npmRegistry, upstreamFor } from './registry/upstream.ts';
import { openTerminal } from './report/terminal/open-terminal.ts';
import { conduct } from './run/conduct.ts';
import { stateHomeOf } from './run/registration.ts';
import { together } from './run/stages.ts';
import { prepareSmokes } from './smokes/run-smokes.ts';
import { planVerify, type VerifyOptions } from './verify-plan.ts';
import { shakedownVersion } from './version.ts';

/** Verdaccio takes half a second; a machine under load many times that. */
const registryReadyWithinMs = 60_000;

/**
 * Verifies a subject.
 * @param spec a source directory, a tarball or a published name@version; the reference package without it
 * @returns the exit code
 * @throws InputError before anything is run; NotReady when the run cannot be recorded
 */
export async function verify(spec: string | undefined, options: VerifyOptions, io: Io): Promise<number> {
  const plan = await planVerify(spec, options, io);
  const { subject, name, policy, contract, matrix, out } = plan;
  const terminal = await openTerminal(options, io);

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
        suites: plan.suites,
        shakedownVersion,
        environment: { node: process.versions.node, platform: process.platform, arch: process.arch },
        policy: { file: policy.file, sha256: policy.sha256 },
        ...(options.only === undefined ? {} : { only: options.only }),
        ...(matrix.told === undefined ? {} : { matrix: matrix.told }),
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

      const trackingId = io.env.RUNNER_TRACKING_ID ? { trackingId: io.env.RUNNER_TRACKING_ID } : {};

      const ready = await stages.run('preflight', async () => {
        const found = await findTools({
          path: io.env.PATH ?? '',
          nodePath: process.execPath,
          binDir: join(run.workspaceDir, 'bin'),
          hostEnv: io.env,
        });
        const { preflight, notes } = await checkPreflight(found, cacheDir, run.workspaceDir);
        const { tools } = found;
        const box = { parent: run.sandboxesDir, mark: run.mark, network, ...trackingId };
        const published = subject.kind === 'published' ? { published: subject } : {};
        const cells =
          tools && preflight.ready
            ? await cellsOfRun(matrix.cells, { tools, box, ...published, hostEnv: io.env, npmCache: cacheDir, signal })
            : { cells: [], blockers: [] };
        const all = withBlockers(preflight, cells.blockers);
        run.emit({ type: 'preflight-checked', preflight: all });
        for (const note of notes) run.emit({ type: 'finding', finding: note });
        if (tools) run.emit({ type: 'tools-found', tools });
        if (!all.ready || !tools) return undefined;
        run.emit({ type: 'cells-planned', cells: cells.cells.map(({ cell }) => cell) });
        return { tools, cells: cells.cells };
      });
      if (!ready) return;
      const { tools, cells } = ready;

      const npm = npmCommand(tools);
      const box = await createSandbox({
        parent: run.sandboxesDir,
        name: 'npm',
        mark: run.mark,
        tools,
        network,
        // npm compiles itself at every start unless it finds what it compiled before.
        env: { NODE_COMPILE_CACHE: cachePlace(io.env, 'compiled') },
        ...trackingId,
      });
      const { env } = box;
      const inspecting = { scratchDir: join(run.workspaceDir, 'inspect'), subject, policy: policy.policy, env, signal };
      const smokedFrom = publishedRegistry(policy.policy);
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
                ...(smokedFrom === undefined ? {} : { registry: smokedFrom }),
                ...tee('pack'),
              });
              run.emit({ type: 'artifact-ready', artifact: manifest });
              return manifest;
            },
            detail: ({ file }) => file,
          });
          return await stages.run('inspect', async () => {
            const packed = await readArtifact(run.artifactDir);
            const { against } = plan;
            const [reading, previous] = await together(
              readPackage(packed.file, packed.manifest.file, signal),
              against
                ? previousPackage(against, {
                    dir: join(run.workspaceDir, 'previous'),
                    pack: (each, intoDir) => packSubject(each, { intoDir, npm, env, signal, ...tee('pack-previous') }),
                    signal,
                  })
                : Promise.resolve(undefined),
            );
            if (against && previous && reading.package)
              run.emit({ type: 'package-compared', ...comparedWith(against, previous, reading.package) });
            const findings = await inspectPackage(reading, {
              ...inspecting,
              npm: async () => ({ run: npm, env }),
              ...(sourceChanges ? { sourceChanges } : {}),
              ...(previous ? { previous } : {}),
              rules: [...contentRules, ...againstRules, ...reproducibleRules],
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

      // Scanners take longer than the other rules, and nothing waits for them: an install has time to spare.
      const scanning = inspectArtifact(artifact, { ...inspecting, rules: scannerRules });
      const smokes = {
        suites: plan.chosen,
        ...(options.only === undefined ? {} : { only: options.only }),
        failFast: options.failFast,
        repeat: options.repeat,
      };
      const namesFor = (cell: Pick<Cell, 'smokes'>) =>
        namesIn(cell, plan.smokes, { shard: matrix.shard, only: options.only, contract });
      const trying = matrix.cells
        ? tryCells(cells, {
            ...smokes,
            ground: {
              run,
              artifact,
              bin: contract.bin,
              registry: registry.url,
              others: scopeOf(name) ? await npmRegistry(npm, { cwd: box.work, env, signal }) : registry.url,
              npmCache: cacheDir,
              installWithinMs: installTimeoutMs,
              tools,
              network,
              ...trackingId,
            },
            runner: preparing,
            keep: options.keep,
            isRequired: plan.isRequired,
            namesFor,
            emit: run.emit,
            signal,
          })
        : tryHost({
            artifact,
            artifactDir: run.artifactDir,
            registry,
            install: {
              projectDir: join(run.workspaceDir, 'project'),
              npm,
              cacheDir,
              env,
              timeoutMs: installTimeoutMs,
              signal,
              ...tee('install'),
            },
            proof: { bin: contract.bin, env: box.envWith({ NODE_COMPILE_CACHE: undefined }) },
            runner: preparing,
            context: {
              runId: run.id,
              mark: run.mark,
              subject: { name, version: artifact.manifest.version },
              tools,
              network,
              sandboxesDir: run.sandboxesDir,
              evidenceDir: run.evidenceDir,
              keep: options.keep,
            },
            smokes: { ...smokes, requiredOf: plan.isRequired, ...named(namesFor({ smokes: 'all' })) },
            stages,
            emit: run.emit,
          });
      await together(
        trying,
        scanning.then((findings) => {
          for (const { where, ...said } of findings) {
            run.emit({ type: 'finding', finding: { ...said, where: { stage: 'inspect', ...where } } });
          }
        }),
      );
    },
  );
}

function named(names: ReadonlySet<string> | undefined): { names?: ReadonlySet<string> } {
  return names ? { names } : {};
}
