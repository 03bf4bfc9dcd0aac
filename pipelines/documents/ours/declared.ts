/**
 * For tests: what is to be known of single commands in our documents before they are run. One that is not here is run as
 * it stands and must end with 0. Nothing else excuses a command, and each of these says why it is here.
 */

export interface Declared {
  why: string;
  /** What is run in its place; words that are to be put behind it begin with `+ `. */
  as?: string;
  /** exit code; 0 when not given */
  exit?: number;
  /** in a clone of its own, so that the tree that was verified stays as it is */
  inClone?: true;
  /** after all others */
  late?: true;
  /** It is not run here, but by this file of the repository, which has this text. */
  elsewhere?: { file: string; text: string };
}

/** Which smokes run is not what these show: the cheapest stands for them. */
const oneSmoke = { why: 'all smokes have run once already', as: "+ --only 'status > a fresh root'" };
const writes = { why: 'it writes into the tree that was verified', inClone: true } as const;
const signs = { why: 'a record of a walkthrough is there, and has no part in what is published', late: true } as const;
const anyOfThem = 'any of them';
const takesMinutes = 'it takes minutes, and is tested with a part of it';
const oncePublished = { why: 'once it is published', late: true } as const;

const ofPublicRegistry = (file: string, text: string): Declared => ({
  why: 'it asks the public registry, which need not have it',
  elsewhere: { file, text },
});
/** In a sentence about it; with its arguments it is elsewhere in the documents. */
const named = (name: string): Declared => ({ why: 'it is only named', as: `shakedown ${name} --help` });
const byCi = (text: string, why: string): Declared => ({ why, elsewhere: { file: '.ci/run', text } });
/** Whose jobs are shards of one verify, merged. */
const byWorkflows: Declared = {
  why: 'a part takes as long as a verify',
  elsewhere: { file: 'pipelines/workflows/run-locally.test.ts', text: 'shards: 2' },
};
const byKitTest = (why: string, text: string): Declared => ({
  why,
  elsewhere: { file: 'pipelines/e2e/defects.test.ts', text },
});

export const declared: Readonly<Record<string, Declared>> = {
  'npm ci': byCi('npm ci', 'a tree is there'),
  'npm test': byCi('npm test', 'this runs in it'),
  'npm run verify': byCi('npm run --silent verify', 'it is the next one with the default subject'),
  'npm run check': byCi('npm run --silent check', 'CI begins with it'),
  'bash .ci/run': { why: 'this runs in it', as: 'bash -n .ci/run' },

  'npm run verify -- ../greet --policy ../greet/release-policy.json': {
    why: 'the files of the documents are written there',
    inClone: true,
  },
  'shakedown logs --smoke daemon >': {
    why: 'the last run here was of another smoke',
    as: "shakedown logs --smoke 'status >'",
  },
  'shakedown inspect': named('inspect'),
  'shakedown merge': named('merge'),
  'shakedown readiness': named('readiness'),
  'shakedown published': named('published'),
  'npm run shakedown -- COMMAND': { why: anyOfThem, as: 'npm run shakedown -- status' },
  'shakedown COMMAND': { why: anyOfThem, as: 'shakedown status' },
  'npm run verify -- ARGS': { why: anyOfThem, as: 'npm run verify -- --help' },
  'shakedown verify ARGS': { why: anyOfThem, as: 'shakedown verify --help' },
  'npm run verify -- ./kaelio-ktx-0.1.0.tgz': oneSmoke,
  'npm run verify -- @kaelio/ktx@0.1.0': ofPublicRegistry('pipelines/artifact/pack.test.ts', "kind: 'published'"),
  'npm run verify -- --suite all': oneSmoke,
  'npm run verify -- --suite all --repeat 100': {
    why: 'two rounds show as much, and one smoke',
    as: "npm run verify -- --suite all --repeat 2 --only 'status > a fresh root'",
  },
  'npm run verify -- --json': oneSmoke,
  'npm run verify -- --cell pnpm-node@24': oneSmoke,
  'npm run verify -- --shard 1/3 --out ../part-1': byWorkflows,
  'npm run verify -- --pm npm@11,npm@12,pnpm,yarn,bun --node 22,24,26': {
    why: takesMinutes,
    elsewhere: { file: 'pipelines/e2e/matrix.test.ts', text: "'--pm'" },
  },
  'npm run shakedown -- logs --smoke daemon': {
    why: 'the last run here was of another smoke',
    as: 'npm run shakedown -- logs --smoke status',
  },
  'npm run shakedown -- merge ../part-1 ../part-2 ../part-3': byWorkflows,
  'npm run shakedown -- inspect fixtures/ktx --against @kaelio/ktx@0.1.0': ofPublicRegistry(
    'pipelines/e2e/bad-input.test.ts',
    "'--against'",
  ),
  'npm run shakedown -- published @kaelio/ktx@0.1.0': oncePublished,

  'npm run shakedown -- prepare fixtures/ktx --channel rc': { why: 'there is something to release', inClone: true },
  'npm run shakedown -- prepare fixtures/ktx --channel stable --write': writes,
  'git commit -a -m release 0.2.0': writes,
  'git tag -a v0.2.0 -m 0.2.0': writes,
  'git push origin main v0.2.0': { why: 'its remote is one of these tests', inClone: true },
  'npm run shakedown -- walkthrough fixtures/ktx': { why: 'nobody is there to be asked, which it says', exit: 2 },
  'npm run shakedown -- walkthrough fixtures/ktx --non-interactive': {
    why: 'it verifies four times and clones; its steps are tested with less',
    elsewhere: { file: 'pipelines/walkthrough/conduct.test.ts', text: 'conductSteps(' },
  },
  'npm run shakedown -- sign RG-4 3.1 daemon > start again reuses the same daemon --by Ann': signs,
  'npm run shakedown -- sign RG-7 --override the changelog is on the web site --remark agreed with Bob': signs,

  'npm run defects': byKitTest(takesMinutes, "'defects'"),
  'npm run defects -- --only daemon --only wheel': byKitTest(takesMinutes, "'--only'"),
  'npm run defects -- --thorough': {
    why: 'it takes an hour; only its options are held to the help',
    elsewhere: { file: 'pipelines/main.test.ts', text: 'names every command and option that the README shows in use' },
  },
  'npm run bench': { why: takesMinutes, as: 'node --check pipelines/bench/run-bench.ts' },
  'node pipelines/artifact/run-fuzz.ts --rounds 10000 --seed 1': {
    why: 'ten archives show that it runs',
    as: 'node pipelines/artifact/run-fuzz.ts --rounds 10 --seed 1',
  },
  'npx changeset': { why: 'it asks', as: 'npx changeset --help' },
  'npm run format': writes,
  'npm run types': writes,
};

/** Words that stand for what the reader has, and what is there in their place. */
export const placeholders: Readonly<Record<string, (there: { runs: readonly string[] }) => string>> = {
  BEFORE: ({ runs }) => runs[0] ?? 'no run',
  AFTER: ({ runs }) => runs.at(-1) ?? 'no run',
};
