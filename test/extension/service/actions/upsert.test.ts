import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../../extension/src/protocol/requests.ts';
import { action, applied, open, type Surroundings, texts, titles } from '../service-of.ts';

const PAYMENTS = '`${org}/services/data/v60.0/sobjects/Payment__c`';
const create = (body: string): string => `export const pay = (org, order) =>
  ‸fetch(${PAYMENTS}, { method: 'POST', body: JSON.stringify(${body}) });
`;

describe('an upsert', () => {
  const upserts = (body: string, around: Surroundings = {}): string[] =>
    titles(open(create(body), 'src/pay.js', around)).filter((one) => one.includes('upsert'));

  it('is by the key in the body', () => {
    const opened = open(create('{ Amount__c: order.amount, Order_Id__c: order.id }'), 'src/pay.js');
    const { text } = applied(opened, action(opened, /upsert/));
    expect(text).toBe(`export const pay = (org, order) =>
  fetch(\`\${org}/services/data/v60.0/sobjects/Payment__c/Order_Id__c/\${encodeURIComponent(order.id)}\`, { method: 'PATCH', body: JSON.stringify({ Amount__c: order.amount }) });
`);
    expect(action(opened, /upsert/).isPreferred).toBe(true);
  });

  it('is offered once for each likely field', () => {
    const body = '{ Amount__c: 1, Order_Id__c: order.id, Reference__c: order.reference }';
    expect(upserts(body)).toEqual([
      'Send it as an upsert: PATCH by the external id Reference__c, which a repetition updates.',
      'Send it as an upsert: PATCH by the external id Order_Id__c, which a repetition updates.',
    ]);
    const externalIdFields = (sobject: string): string[] => (sobject === 'Payment__c' ? ['Key_of_Shop__c'] : []);
    expect(upserts('{ Key_of_Shop__c: order.key }', { externalIdFields })).toEqual([
      'Send it as an upsert: PATCH by the external id Key_of_Shop__c, which a repetition updates.',
    ]);
    expect(upserts('{ Amount__c: 1 }', { settings: { externalIds: { Payment__c: 'Number__c' } } })).toEqual([
      'Send it as an upsert: fill in the external-id field (Number__c) and its value (externalId).',
    ]);
  });

  it('asks for the field where nothing tells it', () => {
    const opened = open(create('{ Amount__c: 1 }'), 'src/pay.js', { features: { commands: true } });
    expect(action(opened, /upsert/).command).toEqual({
      title: 'Choose the external-id field',
      command: COMMANDS.chooseExternalId,
      arguments: [
        {
          uri: 'file:///project/src/pay.js',
          range: { start: { line: 1, character: 2 }, end: { line: 1, character: 7 } },
          fields: [],
        },
      ],
    });
    expect(
      texts(opened, opened.service.upsertBy(opened.document, opened.marked.start, 'Key__c')!)['src/pay.js'],
    ).toContain("/sobjects/Payment__c/Key__c/${encodeURIComponent(externalId)}`, { method: 'PATCH'");
  });

  it('leaves the cursor on what is to be filled in', () => {
    const opened = open(create('{ Amount__c: 1 }'), 'src/pay.js', { features: { snippetEdits: true } });
    const { edit } = action(opened, /upsert/);
    const [first] = edit?.documentChanges ?? [];
    expect(first && 'edits' in first ? first.edits : []).toMatchObject([
      {
        snippet: {
          kind: 'snippet',
          value: String.raw`/${'${2:External_Id__c}'}/\${encodeURIComponent(${'${3:externalId}'})\}`,
        },
      },
      { newText: "'PATCH'" },
    ]);
  });

  it('has names to fill in for clients that can do no more', () => {
    const opened = open(create('{ Amount__c: 1 }'), 'src/pay.js');
    expect(texts(opened, action(opened, /upsert/).edit!)['src/pay.js']).toContain(
      '/sobjects/Payment__c/External_Id__c/${encodeURIComponent(externalId)}`',
    );
  });

  it('knows the fields for a list to pick from, what is sent first', () => {
    const around: Surroundings = {
      settings: { externalIds: { Payment__c: 'Number__c' } },
      externalIdFields: () => ['Legacy__c', 'Shop__c'],
    };
    const { service, document, marked } = open(create('{ Shop__c: 1, Order_Id__c: order.id }'), 'src/pay.js', around);
    expect(service.externalIdFields(document, marked.start)).toEqual([
      'Number__c',
      'Shop__c',
      'Order_Id__c',
      'Legacy__c',
    ]);
    expect(service.externalIdFields(document, { line: 0, character: 0 })).toEqual([]);
  });

  it('is still there when another file has changed', () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../../demo/payments.js'), 'utf8');
    const opened = open(
      text.replace('recordPayment(payment, token) {\n  const res = await ', '$&‸'),
      'src/payments.js',
      {
        files: { 'package.json': '{}' },
      },
    );
    expect(opened.service.diagnostics(opened.document)).not.toEqual([]);
    opened.service.filesChanged();
    expect(titles(opened)).toContainEqual(expect.stringMatching(/^Send it as an upsert/));
  });
});
