import { openText, waitForRules } from '../../suite/editor.ts';
import { describe, it, mocha } from '../../suite/mocha.ts';
import { runMocha } from '../../suite/run-mocha.ts';

describe('the stub', () => {
  it('finds what it looks for', async () => {
    const { document } = await openText('var x = 1;\n');
    await waitForRules(document, ['no-var']);
  });

  it('fails', () => {
    throw new Error('as it should');
  });
});

export const run = (): Promise<void> => runMocha(mocha);
