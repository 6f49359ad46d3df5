/** The suite: VS Code calls `run` in the extension host, be it desktop, server or browser. */
import { mocha } from './mocha.ts';
import './extension.ts';
import './diagnostics.ts';
import './quick-fixes.ts';
import './hover.ts';
import './snippets.ts';
import './settings.ts';
import './multi-root.ts';
import './fix-on-save.ts';
import './calls-view.ts';
import './outage-test.ts';
import './server.ts';
import { runMocha } from './run-mocha.ts';

export const run = (): Promise<void> => runMocha(mocha);
