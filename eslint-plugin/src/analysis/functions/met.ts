import { codeAmong, givenAmong } from './codes.ts';
import { isOk, memberOf, type Scenario, truthOf, UNKNOWN, type Value } from './outcome.ts';

/** What the paths through one function may have met, and what is left to be played on its own. */
export interface Scenarios {
  met: readonly Scenario[];
  /** What the code tells apart from that. */
  readonly apart: (readonly Scenario[])[];
}

/** What one path may have met: narrowed wherever the code asks. */
export class Met {
  #met: readonly Scenario[];
  readonly #scenarios: Scenarios;

  constructor(scenarios: Scenarios) {
    this.#scenarios = scenarios;
    this.#met = scenarios.met;
  }

  /** Everything that is still possible. */
  get all(): readonly Scenario[] {
    return this.#met;
  }

  /** Whether `test` holds of what was met; where it holds of some of it only, the rest is played on its own. */
  split(test: (met: Scenario) => boolean): boolean {
    const holds = this.#met.filter(test);
    if (holds.length === 0 || holds.length === this.#met.length) return holds.length > 0;
    this.#scenarios.apart.push(this.#met.filter((one) => !holds.includes(one)));
    this.#scenarios.met = holds;
    this.#met = holds;
    return true;
  }

  /** What comes of values among which there may be the status that was met. */
  withStatus(values: readonly Value[], compute: (values: readonly Value[]) => Value): Value {
    if (!values.some(isMet)) return compute(values);
    const names = values.map((value) => (value.kind === 'literal' ? value.value : undefined));
    return this.#among(this.#met.map((met) => compute(values.map((value) => asMet(value, met, names)))));
  }

  /** What comes of two values, either of which may be the status that was met. */
  ofTwo(left: Value, right: Value, compute: (left: Value, right: Value) => Value): Value {
    if (left.kind === 'code' || right.kind === 'code')
      return this.withStatus([left, right], ([one = UNKNOWN, other = UNKNOWN]) => compute(one, other));
    if (left.kind !== 'status' && right.kind !== 'status') return compute(left, right);
    return this.#among(this.#met.map((met) => compute(asMet(left, met, NO_NAMES), asMet(right, met, NO_NAMES))));
  }

  /** What a test comes to that is made of what was met itself; undefined where that cannot be told. */
  of(test: (met: Scenario) => boolean | number | null | undefined): Value {
    return this.#among(
      this.#met.map((met) => {
        const value = test(met);
        return value === undefined ? UNKNOWN : { kind: 'literal', value };
      }),
    );
  }

  /** One value for all that may have been met; where there are several, the path goes on with what has the first. */
  #among(results: readonly Value[]): Value {
    const [first = UNKNOWN] = results;
    const isSame = (other: Value): boolean =>
      other.kind === first.kind && (other.kind !== 'literal' || other.value === (first as typeof other).value);
    if (results.every(isSame)) return first;
    if (results.every(isBoolean)) return this.test((_, index) => truthOf(results[index] ?? UNKNOWN) === true);
    const same = this.#met.filter((_, index) => isSame(results[index] ?? UNKNOWN));
    this.split((met) => same.includes(met));
    return first;
  }

  /** A boolean that depends on what was met; the path is not split before something is decided by it. */
  test(holds: (met: Scenario, index: number) => boolean): Value {
    return { kind: 'test', holds: this.#met.filter(holds) };
  }

  /** A value that no longer depends on what was met, where it is a boolean. */
  certain(value: Value): Value {
    return value.kind === 'test' ? { kind: 'literal', value: this.split((met) => value.holds.includes(met)) } : value;
  }

  /** What a member of a value holds. */
  member(object: Value, name: string | undefined): Value {
    if (object.kind !== 'response' || name !== 'ok') return memberOf(object, name);
    const { status } = object;
    return status === 'met' ? this.test(isOk) : { kind: 'literal', value: isOk(status) };
  }
}

function isMet({ kind }: Value): boolean {
  return kind === 'status' || kind === 'code';
}

const NO_NAMES: readonly unknown[] = [];

/** What a value is once it is known what was met. */
function asMet(value: Value, met: Scenario, names: readonly unknown[]): Value {
  if (value.kind === 'status') return { kind: 'literal', value: met };
  if (value.kind !== 'code') return value;
  const code = value.by === 'library' ? givenAmong(met, names) : codeAmong(met, names);
  return code === undefined ? UNKNOWN : { kind: 'literal', value: code };
}

function isBoolean(value: Value): boolean {
  return value.kind === 'literal' && typeof value.value === 'boolean';
}
