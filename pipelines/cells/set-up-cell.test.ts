import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cell } from '../../schemas/types.ts';
import { MARK_VARIABLE } from '../../smoke/process/mark.ts';
import { awaitNoSurvivors } from '../../smoke/process/survivors.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { StageFailure } from '../findings/errors.ts';
import type { EventBody } from '../run/event-body.ts';
import { conductStages } from '../run/stages.ts';
import { type CellBench, openCellBench } from './cell-bench.ts';
import type { ReadyCell } from './prepare-cells.ts';
import { type Ground, type SetUpCell, setUpCell } from './set-up-cell.ts';

let bench: CellBench;
beforeAll(async () => {
  bench = await openCellBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

interface Tried {
  ground: Ground;
  events: EventBody[];
  made: Promise<SetUpCell>;
}

function setUp(
  ready: Required<ReadyCell>,
  changes: Partial<Ground> = {},
  signal = new AbortController().signal,
): Tried {
  const ground = bench.ground(changes);
  const events: EventBody[] = [];
  const emit = (event: EventBody) => void events.push(event);
  return { ground, events, made: setUpCell(ready, 3, ground, { stages: conductStages(emit, signal), emit }) };
}

/** What it was refused with. */
async function refusal({ made }: Tried) {
  const error: unknown = await made.then(
    () => expect.fail('it was set up'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof StageFailure)) throw error;
  return error.findings;
}

const outcomes = ({ events }: Tried) =>
  events.flatMap((event) => (event.type === 'stage-finished' ? `${event.stage} ${event.outcome}` : [])).toSorted();

/** Who is left of what was started, when whoever is about to end has ended. */
const survivorsOf = ({ ground: { run } }: Tried) =>
  awaitNoSurvivors(
    { mark: { name: MARK_VARIABLE, value: run.mark, prefix: true }, dir: run.workspaceDir },
    { withinMs: 3_000 },
  );

test('the package is installed by the manager and the Node of the cell, proved, and its ways in are known', async () => {
  const script = bench.installs({
    besides:
      "writeFileSync('told.json', JSON.stringify({ argv: process.argv, env: process.env, cwd: process.cwd() }));",
  });
  const tried = setUp(bench.cell(script), { network: { HTTPS_PROXY: 'http://proxy.example/' } });
  const { projectDir, tools, smokeCell, problem } = await tried.made;
  expect(problem).toBeUndefined();
  expect(projectDir).toBe(join(tried.ground.run.workspaceDir, 'cells', '3', 'project'));
  expect(outcomes(tried)).toEqual(['identity passed', 'install passed']);
  const proved = tried.events.find((event) => event.type === 'identity-proved');
  expect(proved).toMatchObject({ cell: 'npm@11-node@24' });
  expect(proved?.handovers.map(({ same }) => same)).toEqual([true, true, true, true, true]);

  const { argv, env, cwd } = JSON.parse(readFileSync(join(projectDir, 'told.json'), 'utf8'));
  expect(cwd).toBe(projectDir);
  expect(argv.slice(2)).toEqual(expect.arrayContaining(['install', '@scope/x@1.0.0']));
  expect(env).toMatchObject({ HTTPS_PROXY: 'http://proxy.example/' });
  expect(env.HOME).toContain(tried.ground.run.sandboxesDir);
  // Nothing of who runs this.
  expect(Object.keys(env)).not.toContain('VITEST');
  expect(Object.keys(smokeCell.ways).toSorted()).toEqual(['global', 'local', 'once']);
  expect(tools.binDir).not.toBe(tried.ground.tools.binDir);
});

test('downloads are shared between cells and runs, and nothing that npm has installed for another', async () => {
  const first = setUp(bench.cell(bench.installs()));
  const { ways } = (await first.made).smokeCell;
  const cache = ways.once.env?.npm_config_cache ?? '';
  expect(cache).toBe(join(first.ground.run.workspaceDir, 'cells', '3', 'cache'));
  expect(readdirSync(cache)).toEqual(['_cacache']);
  expect(realpathSync(join(cache, '_cacache'))).toBe(realpathSync(join(first.ground.npmCache, '_cacache')));
});

test('what is packed is listed for those who run it', async () => {
  const { smokeCell } = await setUp(bench.cell(bench.installs())).made;
  const listed = parseAs('packed-files', JSON.parse(readFileSync(smokeCell.packedFiles, 'utf8')), 'packed-files');
  expect(listed).toMatchObject({ name: '@scope/x', changedByScripts: false });
  expect(listed.files.map(({ path }) => path)).toContain('package.json');
});

describe('an install that', () => {
  test('fails is told with manager, Node, reason and the command as it could be pasted, and nothing is proved', async () => {
    const error = { error: { code: 'E500', summary: '500 Internal Server Error - GET http://x/', detail: '' } };
    const tried = setUp(bench.cell(`console.log(${JSON.stringify(JSON.stringify(error))}); process.exit(1);`));
    const [found, ...others] = await refusal(tried);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: 'cell-install-failed', where: { stage: 'install' } });
    expect(found?.message).toContain(
      `npm 11.0.0 on Node ${process.versions.node} could not install the package (exit 1): E500 500 Internal Server Error - GET http://x/`,
    );
    expect(found?.args.command).toMatch(/^cd .*\/cells\/3\/project && .* install @scope\/x@1\.0\.0 /);
    expect(outcomes(tried)).toEqual(['identity interrupted', 'install failed']);
  });

  describe('asks the registry for what the package bundles', () => {
    const yarn: Partial<Cell> = { manager: { name: 'yarn', version: '4.18.1' } };
    const missing = (name: string) =>
      `process.stdout.write(${JSON.stringify(
        `➤ YN0035: │ ${name}@npm:0.1.0: Package not found\n➤ YN0035: │   Response Code: 404 (Not Found)\n➤ YN0035: │   Request URL: http://127.0.0.1:4873/run1/${name.replace('/', '%2f')}\n`,
      )}); process.exit(1);`;

    test('is told with what to do', async () => {
      const [found] = await refusal(setUp(bench.cell(missing('@scope/in-it'), yarn)));
      expect(found).toMatchObject({ code: 'bundled-dependency-asked-for', where: { stage: 'install' } });
      expect(found?.message).toMatch(
        /^yarn 4\.18\.1 on Node \S+ asks the registry for @scope\/in-it, which the package bundles, and it is not there \(exit 1\): .*YN0035 .* \(cd .* add --exact @scope\/x@1\.0\.0\)$/,
      );
      expect(found?.remediation).toContain('or say "advisory": ["yarn"] in matrix of the policy.');
    });

    test.for(['@scope/in-it-too', 'another', '@other/in-it'])(
      'but not for %s, which is no part of it',
      async (name) => {
        const [found] = await refusal(setUp(bench.cell(missing(name), yarn)));
        expect(found).toMatchObject({ code: 'cell-install-failed', message: expect.stringContaining(name) });
      },
    );

    test('and knows better, fails for another reason', async () => {
      expect(await refusal(setUp(bench.cell(missing('@scope/in-it'))))).toMatchObject([
        { code: 'cell-install-failed' },
      ]);
    });
  });

  test('hangs is ended in time with all that it started, and told', async () => {
    const child = "require('node:child_process').spawn('sleep', ['300'], { stdio: 'ignore' });";
    const tried = setUp(bench.cell(`${child}process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`), {
      installWithinMs: 1_000,
    });
    const [found] = await refusal(tried);
    expect(found?.message).toContain('could not install the package (timed out after 1000 ms): it said nothing');
    expect(await survivorsOf(tried)).toEqual([]);
  });

  test('is interrupted is no finding, and is over', async () => {
    const interruption = new AbortController();
    const tried = setUp(
      bench.cell("require('node:fs').writeFileSync('begun', ''); setInterval(() => {}, 1000);"),
      {},
      interruption.signal,
    );
    const begun = join(tried.ground.run.workspaceDir, 'cells', '3', 'project', 'begun');
    await expect.poll(() => existsSync(begun), { timeout: 20_000 }).toBe(true);
    interruption.abort(new Error('stop'));
    await expect(tried.made).rejects.toThrow('stop');
    expect(tried.events.filter(({ type }) => type === 'finding')).toEqual([]);
    expect(await survivorsOf(tried)).toEqual([]);
  });

  test('puts other bytes into the project is no install of this package: its command is not run', async () => {
    const script = bench.installs({ integrity: `sha512-${'A'.repeat(86)}==`, command: 'touch was-run; echo 1.0.0' });
    const tried = setUp(bench.cell(script));
    expect(await refusal(tried)).toMatchObject([{ code: 'identity-mismatch' }]);
    expect(existsSync(join(tried.ground.run.workspaceDir, 'cells', '3', 'project', 'was-run'))).toBe(false);
  });
});

test('of a command that misstates its version the smokes are worth trying, and the cell has failed', async () => {
  const tried = setUp(bench.cell(bench.installs({ command: 'echo 2.0.0' })));
  expect(await tried.made).toMatchObject({ problem: 'identity: identity-mismatch' });
  expect(outcomes(tried)).toEqual(['identity failed', 'install passed']);
});

describe('install scripts', () => {
  const native = `
mkdirSync('node_modules/native', { recursive: true });
writeFileSync('node_modules/native/package.json', '{"name":"native","version":"1.0.0","scripts":{"postinstall":"x"}}');
console.log(JSON.stringify({ unreviewedScripts: [{ name: 'native' }] }, null, 2));`;

  test('that a manager has not run by default are told, and approving them is a way in', async () => {
    const script = bench.installs({ besides: native });
    const tried = setUp(bench.cell(script, { manager: { name: 'npm', version: '12.0.0' } }));
    const { smokeCell } = await tried.made;
    const findings = tried.events.flatMap((event) => (event.type === 'finding' ? event.finding : []));
    expect(findings).toMatchObject([{ code: 'install-scripts-blocked', args: { packages: 'native' } }]);
    expect(smokeCell.ways.approved?.install).toContain('--strict-allow-scripts');
    expect(smokeCell.ways.approved?.files?.['package.json']).toContain('"native": true');
  });

  test('that it has run are no finding, and may be approved all the same', async () => {
    const tried = setUp(bench.cell(bench.installs({ besides: native })));
    expect(Object.keys((await tried.made).smokeCell.ways)).toContain('approved');
    expect(tried.events.filter(({ type }) => type === 'finding')).toEqual([]);
  });
});
