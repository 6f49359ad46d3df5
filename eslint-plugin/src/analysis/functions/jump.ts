import { type Outcome, UNDEFINED, type Value } from './outcome.ts';

/** Leaves the code that is being followed. It is thrown, and no Error: nobody wants its stack, and there are thousands. */
export class Jump {
  readonly to: 'throw' | 'repeat' | 'lost';
  readonly value: Value;
  constructor(to: Jump['to'], value: Value = UNDEFINED) {
    this.to = to;
    this.value = value;
  }
}

/** Runs `action`; an exception from within becomes a value. */
export function settled(action: () => Value): Outcome {
  try {
    return { how: 'return', value: action() };
  } catch (jump) {
    if (jump instanceof Jump && jump.to === 'throw') return { how: 'throw', value: jump.value };
    throw jump;
  }
}
