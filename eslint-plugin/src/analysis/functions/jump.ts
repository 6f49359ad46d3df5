import { UNDEFINED, type Value } from './outcome.ts';

/** Leaves the code that is being followed. It is thrown, and no Error: nobody wants its stack, and there are thousands. */
export class Jump {
  readonly to: 'throw' | 'repeat' | 'lost';
  readonly value: Value;
  constructor(to: Jump['to'], value: Value = UNDEFINED) {
    this.to = to;
    this.value = value;
  }
}
