import { mocha } from '../../suite/mocha.ts';
import { runMocha } from '../../suite/run-mocha.ts';

export const run = (): Promise<void> => runMocha(mocha);
