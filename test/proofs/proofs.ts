/** Writes docs/proofs.md: every fix, run. `--check` only compares. */
import path from 'node:path';
import { writeGenerated } from '../../scripts/generated.ts';
import { pageOf } from './page.ts';
import { prove } from './prove.ts';

await writeGenerated(path.resolve(import.meta.dirname, '../../docs/proofs.md'), pageOf(await prove()));
