import { UNDEFINED, type Value } from './outcome.ts';

/** Leaves the code that is being followed. It is thrown, and no Error: nobody wants its stack, and there are thousands. */
export class Jump {
  readonly to: 'break' | 'continue' | 'return' | 'throw' | 'repeat' | 'lost';
  readonly value: Value;
  readonly label: string | undefined;
  constructor(to: Jump['to'], value: Value = UNDEFINED, label?: string) {
    this.to = to;
    this.value = value;
    this.label = label;
  }
}
