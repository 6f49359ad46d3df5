/**
 * Mocha for every host of extensions: its browser build runs in Node, in Electron and in a web worker. It has to be set
 * up before the files with the tests are read, which import from here.
 */
import type MochaClass from 'mocha';
import 'mocha/mocha.js';

interface MochaGlobals {
  readonly Mocha: typeof MochaClass;
  readonly describe: MochaClass.SuiteFunction;
  readonly it: MochaClass.TestFunction;
  readonly afterEach: MochaClass.HookFunction;
}

// The browser build says what it exports by setting globals only.
const globals = globalThis as unknown as MochaGlobals;

export const mocha = new globals.Mocha({ timeout: 30_000, slow: 5_000, reporter: 'spec' });
mocha.ui('bdd');
mocha.suite.emit('pre-require', globalThis, '', mocha);

export const { describe, it, afterEach } = globals;
