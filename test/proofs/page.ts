import { type Damage, DEFECTS } from './defects.ts';
import { STYLES } from './fixtures.ts';
import type { Proof } from './prove.ts';

const WORDS: Readonly<Record<keyof Damage, string>> = {
  lost: 'lost',
  duplicated: 'stored twice',
  silentlyLost: 'lost while the caller is told success',
  hung: 'never told anything',
  early: 'sent before Retry-After allowed it',
  failed: 'told failure',
};

/** What was proven, as a page. */
export function pageOf(proofs: readonly Proof[]): string {
  return [
    '# Proofs of the fixes',
    '',
    `Each program below has a defect, was linted, and fixed by \`salesforce-resilience fix\`. The fixed one parses, compiles under \`strict\` where it is TypeScript, and no rule of \`recommended\` finds anything in it. Before and after, it was run in a process of its own with two payments, each against a fake Salesforce on the loopback interface that follows the script of the outage, one step a request; and once in calm weather, where both versions do the same. The tables say how much of what is promised not to happen did happen after the fix; before it, a test sees some of the first. Written by \`npm run proofs\`.`,
    '',
    ...DEFECTS.flatMap((defect) => sectionOf(defect.rule, proofs)),
  ].join('\n');
}

function sectionOf(rule: string, all: readonly Proof[]): string[] {
  const proofs = all.filter(({ fixture }) => fixture.defect.rule === rule);
  const [first] = proofs;
  if (!first) return [];
  const { outage, promises } = first.fixture.defect;
  const names = [...new Set(proofs.map(({ fixture }) => fixture.client.name))];
  const rows = names.map((name) => {
    const cells = STYLES.map((style) => {
      const proof = proofs.find(({ fixture }) => fixture.client.name === name && fixture.style === style);
      return proof ? cellOf(proof) : '';
    });
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  return [
    `## ${rule}`,
    '',
    `Outage: ${outage.map((step) => `\`${step}\``).join(', ')}. Promised: ${promises.map((one) => `0 ${WORDS[one]}`).join(', ')}.`,
    '',
    `| Client | ${STYLES.join(' | ')} |`,
    `| --- | ${STYLES.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
  ];
}

/** How much of what is promised not to happen did happen. */
function cellOf({ fixture, after }: Proof): string {
  if (typeof after === 'string') return 'not run';
  return String(Math.max(...fixture.defect.promises.map((part) => after[part])));
}
