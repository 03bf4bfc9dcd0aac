import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import type { SmokeResult } from '../../schemas/types.ts';
import { hostCell } from '../report/cell-names.ts';
import { overRounds } from '../report/over-rounds.ts';
import type { Emit } from '../run/event-body.ts';
import type { Rounds } from './rounds.ts';
import { faultResult, nameOf, type ResultOptions, resultOf } from './smoke-result.ts';

export interface ReporterOptions extends Omit<ResultOptions, 'cutShort'> {
  emit: Emit;
  /** Smokes that were asked for; the others are not mentioned. */
  wanted: (name: string) => boolean;
  /** Called when a required smoke has failed, where the first one is to end the run. */
  onFailure: (() => void) | undefined;
  /** The run is interrupted once this is aborted. */
  signal: AbortSignal;
  /** Ends what has begun although the run had been interrupted before. */
  onLate: () => void;
  /** Of a repeated run. */
  rounds: Rounds | undefined;
}

/** Vitest's events as ours; collects the results, one a smoke also when it runs in several rounds. */
export class SmokeReporter implements Reporter {
  readonly results: SmokeResult[] = [];
  readonly #started = new Set<string>();
  readonly #finished = new Set<string>();
  #options: ReporterOptions | undefined;
  #isPlanned = false;

  /** To be called before the run is started, again for every cell: what was collected before is forgotten. */
  follow(options: ReporterOptions): void {
    this.#options = options;
    this.#isPlanned = false;
    this.results.length = 0;
  }

  /** To be called before the smokes are run, again for every round: Vitest gives them the same ids then. */
  begin(): void {
    this.#started.clear();
    this.#finished.clear();
  }

  /** Whether a required smoke has failed in any round. */
  get hasFailed(): boolean {
    return this.results.some(isFailure);
  }

  onTestModuleCollected(module: TestModule): void {
    const { emit, signal, onLate } = this.#following();
    if (signal.aborted) onLate();
    const names = this.#wantedIn(module).map(nameOf);
    if (!this.#isPlanned) emit({ type: 'smokes-planned', total: names.length, ...this.#inCell() });
    this.#isPlanned = true;
    const twice = names.filter((name, at) => names.indexOf(name) !== at);
    const message = `named twice: ${twice.join(', ')}`;
    if (twice.length > 0) this.#add(faultResult('names are unique', [{ message }], this.#following().cell));
  }

  onTestCaseReady(test: TestCase): void {
    const { emit, wanted } = this.#following();
    // Vitest says it again of smokes that it cancels.
    if (this.#started.has(test.id) || !wanted(nameOf(test))) return;
    this.#started.add(test.id);
    emit({ type: 'smoke-started', name: nameOf(test), ...this.#inCell() });
  }

  onTestCaseResult(test: TestCase): void {
    this.#finish(test);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    for (const module of modules) {
      for (const test of this.#wantedIn(module)) this.#finish(test);
      const errors = [...module.errors(), ...[...module.children.allSuites()].flatMap((each) => [...each.errors()])];
      if (errors.length > 0) this.#add(faultResult('the smokes can be loaded', errors, this.#following().cell));
    }
    if (unhandled.length > 0) this.#add(faultResult('no error is left unhandled', unhandled, this.#following().cell));
  }

  #wantedIn(module: TestModule): TestCase[] {
    const { wanted } = this.#following();
    return [...module.children.allTests()].filter((test) => wanted(nameOf(test)));
  }

  #finish(test: TestCase): void {
    const options = this.#following();
    if (this.#finished.has(test.id) || !options.wanted(nameOf(test))) return;
    this.#finished.add(test.id);
    const cutShort = this.#cutShort();
    const result = resultOf(test, { ...options, cutShort });
    if (cutShort === undefined || result.reason !== cutShort) this.#add(result);
    // What a smoke did in the rounds that it finished is told already.
    else if (!options.rounds?.hasSeen(result.name)) this.#tell(result);
  }

  #cutShort(): string | undefined {
    const { onFailure, signal } = this.#following();
    if (signal.aborted) return 'not finished: the run was interrupted';
    return onFailure && this.hasFailed ? 'not finished: another smoke failed first (--fail-fast)' : undefined;
  }

  #add(result: SmokeResult): void {
    const { rounds } = this.#following();
    this.#tell(rounds ? rounds.count(result) : result);
  }

  #tell(result: SmokeResult): void {
    const { emit, onFailure, rounds } = this.#following();
    const known = rounds ? this.results.findIndex(({ name }) => name === result.name) : -1;
    if (known < 0) this.results.push(overRounds(undefined, result));
    else this.results[known] = overRounds(this.results[known], result);
    emit({ type: 'smoke-finished', result });
    if (isFailure(result)) onFailure?.();
  }

  #inCell(): { cell?: string } {
    const { cell } = this.#following();
    return cell === undefined || cell === hostCell ? {} : { cell };
  }

  #following(): ReporterOptions {
    if (this.#options) return this.#options;
    throw new Error('the smokes were started before anybody followed them');
  }
}

function isFailure({ outcome, required }: SmokeResult): boolean {
  return required && (outcome === 'failed' || outcome === 'flaky');
}
