import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import type { SmokeResult } from '../../schemas/types.ts';
import type { Emit } from '../run/event-body.ts';
import { faultResult, nameOf, type ResultOptions, resultOf } from './smoke-result.ts';

export interface ReporterOptions extends Omit<ResultOptions, 'cutShort'> {
  emit: Emit;
  /** Smokes that were asked for; the others are not mentioned. */
  wanted: (name: string) => boolean;
  /** Called when a required smoke has failed, where the first one is to end the run. */
  onFailure: (() => void) | undefined;
  /** The run is interrupted once this is aborted. */
  signal: AbortSignal;
}

/** Vitest's events as ours; collects the results. */
export class SmokeReporter implements Reporter {
  readonly results: SmokeResult[] = [];
  readonly #started = new Set<string>();
  readonly #finished = new Set<string>();
  #options: ReporterOptions | undefined;
  /** To be called before the run is started. */
  follow(options: ReporterOptions): void {
    this.#options = options;
  }

  onTestModuleCollected(module: TestModule): void {
    const { emit } = this.#following();
    const names = this.#wantedIn(module).map(nameOf);
    emit({ type: 'smokes-planned', total: names.length });
    const twice = names.filter((name, at) => names.indexOf(name) !== at);
    const message = `named twice: ${twice.join(', ')}`;
    if (twice.length > 0) this.#add(faultResult('names are unique', [{ message }]));
  }

  onTestCaseReady(test: TestCase): void {
    const { emit, wanted } = this.#following();
    // Vitest says it again of smokes that it cancels.
    if (this.#started.has(test.id) || !wanted(nameOf(test))) return;
    this.#started.add(test.id);
    emit({ type: 'smoke-started', name: nameOf(test) });
  }

  onTestCaseResult(test: TestCase): void {
    this.#finish(test);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    for (const module of modules) {
      for (const test of this.#wantedIn(module)) this.#finish(test);
      const errors = [...module.errors(), ...[...module.children.allSuites()].flatMap((each) => [...each.errors()])];
      if (errors.length > 0) this.#add(faultResult('the smokes can be loaded', errors));
    }
    if (unhandled.length > 0) this.#add(faultResult('no error is left unhandled', unhandled));
  }

  #wantedIn(module: TestModule): TestCase[] {
    const { wanted } = this.#following();
    return [...module.children.allTests()].filter((test) => wanted(nameOf(test)));
  }

  #finish(test: TestCase): void {
    const options = this.#following();
    if (this.#finished.has(test.id) || !options.wanted(nameOf(test))) return;
    this.#finished.add(test.id);
    this.#add(resultOf(test, { ...options, cutShort: this.#cutShort() }));
  }

  #cutShort(): string | undefined {
    const { onFailure, signal } = this.#following();
    if (signal.aborted) return 'not finished: the run was interrupted';
    return onFailure && this.results.some(isFailure)
      ? 'not finished: another smoke failed first (--fail-fast)'
      : undefined;
  }

  #add(result: SmokeResult): void {
    this.results.push(result);
    const { emit, onFailure } = this.#following();
    emit({ type: 'smoke-finished', result });
    if (isFailure(result)) onFailure?.();
  }

  #following(): ReporterOptions {
    if (this.#options) return this.#options;
    throw new Error('the smokes were started before anybody followed them');
  }
}

function isFailure({ outcome, required }: SmokeResult): boolean {
  return required && outcome === 'failed';
}
