import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Found, LintedScript } from '../documents.ts';
import { withEdits } from './edits.ts';
import { type Fix, type FixOptions, preferredFix } from './preferred-fix.ts';

/** A script after some of its findings are mended. */
export interface FixRound {
  readonly next: LintedScript;
  /** What was done, one after the other. */
  readonly fixes: readonly Fix[];
}

/** What a fix brings in may show another finding; after these nothing new comes up. */
export const MOST_ROUNDS = 3;

/** Fixes that want the same place take turns within a round; so many turns are enough for any file that a person has written. */
const MOST_TURNS = 10;

/** Mends what can be mended; what would overlap takes its turn on what the others have left. Undefined where there is nothing. */
export function fixRound(script: LintedScript, options: FixOptions): FixRound | undefined {
  const done: Fix[] = [];
  let next = script;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const wanted = fixesOf(next, options);
    const together = compatible(wanted);
    const made = together.length > 0 ? mended(next, together) : undefined;
    if (!made) break;
    next = made.next;
    done.push(...made.fixes);
    if (together.length === wanted.length) break;
  }
  return done.length > 0 ? { next, fixes: done } : undefined;
}

/** A script with fixes made; those that do not get along with it are left out. */
function mended(script: LintedScript, fixes: readonly Fix[]): FixRound | undefined {
  const next = after(script, fixes);
  if (next) return { next, fixes };
  const sound = fixes.reduce<readonly Fix[]>((taken, fix) => {
    const more = [...taken, fix];
    return after(script, more) ? more : taken;
  }, []);
  const without = sound.length > 0 ? after(script, sound) : undefined;
  return without && { next: without, fixes: sound };
}

/** The fixes of a script that need nobody's decision. */
export function fixesOf(script: LintedScript, options: FixOptions): readonly Fix[] {
  const found = script.findings.map((finding): Found => ({ finding, script }));
  return settled(found.flatMap((one) => preferredFix(one, options) ?? []));
}

function after(script: LintedScript, fixes: readonly Fix[]): LintedScript | undefined {
  return script.again(withEdits(script.script.text, distinct(fixes)));
}

/** Rules about what the client does itself for a call that goes through it. */
const SERVED: ReadonlySet<string> = new Set([
  ...['require-timeout', 'require-retry-after', 'require-bounded-retry', 'require-backoff'],
  ...['no-misjudged-status', 'no-nested-retry'],
]);

/**
 * The fixes without those that another one may make needless, or harmful: a call that is given a client which repeats it
 * gets no time-out as well, since the client ends each attempt, whereas a signal would end all of them. What is left is
 * found again in the next round.
 */
function settled(fixes: readonly Fix[]): readonly Fix[] {
  const given = new Set(fixes.filter(({ givesClient }) => givesClient).map(({ finding }) => finding.call));
  return fixes.filter(({ finding, givesClient }) => {
    return givesClient || !given.has(finding.call) || !SERVED.has(finding.rule);
  });
}

/** As many fixes as go together. */
function compatible(fixes: readonly Fix[]): readonly Fix[] {
  const taken: Fix[] = [];
  for (const fix of fixes) {
    const edits = distinct(taken);
    // Two calls may want the same client at the top of the file.
    const fresh = fix.edits.filter((edit) => !edits.some((one) => isEqual(one, edit)));
    if (!fresh.some((edit) => edits.some((one) => isClash(one, edit)))) taken.push(fix);
  }
  return taken;
}

/** The edits of fixes, each once. */
function distinct(fixes: readonly Fix[]): readonly Edit[] {
  return fixes
    .flatMap(({ edits }) => edits)
    .filter((edit, index, all) => all.findIndex((one) => isEqual(one, edit)) === index);
}

function isEqual(one: Edit, other: Edit): boolean {
  return one.range[0] === other.range[0] && one.range[1] === other.range[1] && one.text === other.text;
}

/** Whether two edits touch the same text, or insert at the same place. */
function isClash({ range: [from, to] }: Edit, { range: [start, end] }: Edit): boolean {
  return (from < end && start < to) || from === start;
}
