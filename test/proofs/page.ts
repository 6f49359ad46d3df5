import { CLIENTS } from './clients.ts';
import type { Damage, Defect } from './defect.ts';
import { DEFECTS } from './defects.ts';
import type { Proof } from './prove.ts';
import { type Style, STYLES } from './styles.ts';

const WORDS: Readonly<Record<keyof Damage, string>> = {
  lost: 'lost',
  duplicated: 'stored twice',
  silentlyLost: 'lost while the caller is told success',
  hung: 'never told anything',
  early: 'sent before Retry-After allowed it',
  failed: 'told failure',
  excess: 'requests more than',
  unfinished: 'jobs begun and left half-way',
};

/** What was proven, as a page. */
export function pageOf(proofs: readonly Proof[]): string {
  const rules = [...new Set(DEFECTS.map(({ rule }) => rule))];
  return [
    '# Proofs of the fixes',
    '',
    `Each program below has a defect, was linted, and fixed by \`salesforce-resilience fix --strict\`. The fixed one parses, compiles under \`strict\` where it is TypeScript, and no rule of \`strict\`, which are all of them, finds anything in it. Before and after, it was run in a process of its own with a payment against a fake Salesforce on the loopback interface that follows the script of the outage, one step a request; and once in calm weather, where both versions do the same. The tables say how much of what is promised not to happen did happen after the fix; before it, a test sees some of the first. Written by \`npm run proofs\`.`,
    '',
    ...rules.flatMap((rule) => [
      `## ${rule}`,
      '',
      ...DEFECTS.filter((defect) => defect.rule === rule).flatMap((defect) => sectionOf(defect, proofs)),
    ]),
  ].join('\n');
}

const DRIVES: Readonly<Record<NonNullable<Defect['drive']>, string>> = {
  payment: '',
  again: 'The caller tries again when it is told of a failure.',
  callers: 'Twenty callers come one after the other.',
  list: 'The program is handed twenty payments.',
  load: 'What the program begins is uploaded and closed by another one.',
  message: 'A queue delivers each payment again until it is acknowledged, once a minute.',
  webhook: 'A sender comes again when it is answered 503 with Retry-After.',
};

function sectionOf(defect: Defect, proofs: readonly Proof[]): string[] {
  const { form, outage, promises, atMost, drive = 'payment', jobEnds, remaining } = defect;
  const own = proofs.filter(({ fixture }) => fixture.defect === defect);
  const notes: string[] = [];
  const noteOf = (because: string): string => {
    if (!notes.includes(because)) notes.push(because);
    return `– (${notes.indexOf(because) + 1})`;
  };
  const rows = CLIENTS.map((client) => {
    const program = defect.program(client);
    const cells = STYLES.map((style: Style) => {
      if ('because' in program) return noteOf(program.because);
      const proof = own.find(({ fixture }) => fixture.client.name === client.name && fixture.style === style);
      return cellOf(proof);
    });
    return `| ${client.name} | ${cells.join(' | ')} |`;
  });
  const promised = promises.map((one) => `0 ${WORDS[one]}${one === 'excess' ? ` ${atMost}` : ''}`).join(', ');
  const told = [
    form === undefined ? '' : `${form[0]?.toUpperCase()}${form.slice(1)}.`,
    DRIVES[drive],
    jobEnds === undefined ? '' : jobEnds === 'never' ? 'The job never ends.' : `The job ends as ${jobEnds}.`,
    remaining === undefined ? '' : `The org is left ${remaining} request of the day.`,
    `Outage: ${outage.map((step) => `\`${step}\``).join(', ')}.`,
    `Promised: ${promised}.`,
  ];
  return [
    told.filter(Boolean).join(' '),
    '',
    `| Client | ${STYLES.join(' | ')} |`,
    `| --- | ${STYLES.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
    ...notes.flatMap((note, index) => [`(${index + 1}) ${note}`, '']),
  ];
}

/** How much of what is promised not to happen did happen; 0 of what was not run, since that is what a test asks of all. */
function cellOf(proof: Proof | undefined): string {
  const { after, fixture } = proof ?? {};
  if (after === undefined || !fixture) return '0';
  return typeof after === 'string'
    ? 'not run'
    : String(Math.max(...fixture.defect.promises.map((part) => after[part])));
}
