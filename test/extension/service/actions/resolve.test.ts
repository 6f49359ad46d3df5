import { describe, expect, it } from 'vitest';
import { documentOf, open, type Surroundings } from '../service-of.ts';

const PAY = `import { org } from './config';

export const pay = (order) =>
  ‸fetch(\`\${org}/services/data/v60.0/sobjects/Payment__c\`, { method: 'POST', body: JSON.stringify({ Order_Id__c: order.id }) });
export const limits = () => fetch(\`\${org}/services/data/v60.0/limits\`);
`;
const AROUND: Surroundings = {
  files: { 'package.json': '{}', 'src/lib/format-date.ts': '' },
  externalIdFields: () => ['Order_Id__c', 'Reference__c'],
};
const LATER: Surroundings = { ...AROUND, features: { resolvesEdits: true } };

describe('edits that are asked for when an action is taken', () => {
  const atOnce = open(PAY, 'src/pay.ts', AROUND);
  const later = open(PAY, 'src/pay.ts', LATER);

  it('are those that others get at once', () => {
    for (const only of [undefined, ['quickfix'], ['source']]) {
      const complete = atOnce.service.codeActions(atOnce.document, atOnce.marked, only);
      const offered = later.service.codeActions(later.document, later.marked, only);
      expect(offered.map(({ title }) => title)).toEqual(complete.map(({ title }) => title));
      expect(offered.filter(({ edit }) => edit !== undefined)).toEqual([]);
      const resolved = offered.map((action) => later.service.resolveCodeAction(later.document, action));
      expect(resolved.map((action) => action?.edit)).toEqual(complete.map(({ edit }) => edit));
      expect(complete.length).toBeGreaterThan(only?.includes('source') === true ? 0 : 5);
    }
  });

  it('keep what the client has of the action', () => {
    const [first] = later.service.codeActions(later.document, later.marked);
    expect(later.service.resolveCodeAction(later.document, first!)).toMatchObject({
      title: 'Send it as an upsert: PATCH by the external id Order_Id__c, which a repetition updates.',
      kind: 'quickfix',
      isPreferred: true,
      diagnostics: [{ code: 'require-idempotent-write' }],
    });
  });

  it('are not made for a text that has changed since', () => {
    const [first] = later.service.codeActions(later.document, later.marked);
    const next = documentOf('src/pay.ts', ` ${later.document.getText()}`, 2);
    expect(later.service.resolveCodeAction(next, first!)).toBeUndefined();
  });

  it('are not those of another action, where settings have changed the list', () => {
    const [first] = later.service.codeActions(later.document, later.marked);
    const settings = { rules: { 'require-idempotent-write': 'off' } };
    const other = open(PAY, 'src/pay.ts', { ...LATER, settings });
    expect(other.service.resolveCodeAction(other.document, first!)).toBeUndefined();
  });

  it('come with no data of someone else', () => {
    const foreign = { title: 'Sort imports', data: { uri: later.document.uri } };
    expect(later.service.resolveCodeAction(later.document, foreign)).toBeUndefined();
  });
});
