import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const sources = path.resolve(import.meta.dirname, '../../../snippets/src');
const read = (file: string): string => readFileSync(path.join(sources, file), 'utf8');
const exported = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map(read)
  .join('\n');

describe('the review comments', () => {
  const sections = read('review/review-comments.md').split('\n## ').slice(1);

  it('name functions and options that there are', () => {
    const named = sections.flatMap((section) => [...section.matchAll(/`([a-z]+[A-Z]\w*)/g)].map(([, name]) => name!));
    expect(named).toEqual(
      expect.arrayContaining(['recordResults', 'pollJob', 'checkHealth', 'retryAfterMs', 'onState']),
    );
    for (const name of named.filter((one) => one !== 'parseInt')) expect(exported).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it('say each what happens and what to do', () => {
    expect(sections.length).toBeGreaterThan(10);
    for (const section of sections)
      expect(section.split('\n').slice(1).join(' ').trim()).toMatch(/^[A-Z].*[.!] \S.*\.$/);
  });
});

describe('the runbook', () => {
  it('goes from the meaning through diagnosis and recovery to a checklist', () => {
    const runbook = read('review/runbook.md');
    expect([...runbook.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
      'What it means',
      'Diagnose, in this order',
      'While it lasts',
      'Recover',
      'Escalate',
      'Afterwards',
    ]);
    expect(runbook.match(/^- \[ \] /gm)).toHaveLength(9);
  });
});
