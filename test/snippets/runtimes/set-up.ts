import { programOf } from './program-of.ts';

/** Installs the runtimes once, before files that run at the same time would each install them. */
export default function setUp(): void {
  try {
    programOf('deno');
  } catch {
    // The tests that need them say what is wrong, and no others fail.
  }
}
