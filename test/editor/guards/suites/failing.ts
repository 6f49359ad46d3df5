import { describe, it, mocha } from '../../suite/mocha.ts';
import { runMocha } from '../../suite/run-mocha.ts';

describe('a suite', () => {
  it('passes', () => undefined);
  it('fails', () => {
    throw new Error('as it should');
  });
});

export const run = (): Promise<void> => runMocha(mocha);
