import { Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import { describe, expect, it } from 'vitest';
import { throughPipe } from '../../../eslint-plugin/src/fix/through-pipe.ts';
import { callIn } from '../../support/model.ts';

const READ = "'https://acme.my.salesforce.com/services/data/v60.0/limits'";

describe('a call that gives no promise, or one of its own', () => {
  it.each([
    `export const add = (module) => module.factory('api', ($http) => ({ load: () => $http.get(${READ}).then(show) }));`,
    `export const load = () => Sfdc.canvas.client.ajax(${READ}, { client, success: show });`,
    "export const load = () => sforce.connection.query('SELECT Id FROM Account');",
    'export const save = (record) => { sforce.connection.create([record], { onSuccess, onFailure }); };',
  ])('is found, and not put into a function that waits: %s', (code) => {
    const config = { ...plugin.configs.recommended, files: ['**/*.js'] };
    const found = new Linter()
      .verify(code, [config], 'page.js')
      .filter(({ ruleId }) => ruleId?.endsWith('/require-retry'));
    expect(found.map(({ message, suggestions }) => [message.slice(0, 15), suggestions])).toEqual([
      ['Nothing repeats', undefined],
    ]);
  });
});

describe('a retry in the pipe of an Observable', () => {
  const code = `import { HttpClient } from '@angular/common/http';
class Loader { constructor(private readonly http: HttpClient) {} load() { return this.http.get(${READ}); } }`;

  it.each([
    ['^7.8.0', true],
    ['^6.6.7', false],
    ['~5.5.0', false],
    ['*', true],
  ])('is one that takes a delay: with rxjs %s: %s', (range, piped) => {
    const files = { '/repo/package.json': `{ "dependencies": { "rxjs": "${range}" } }` };
    const call = callIn(code, { typescript: true, path: '/repo/src/loader.ts', files });
    const edits = throughPipe(call, { source: call.source, filename: '/repo/src/loader.ts' });
    expect(edits !== undefined).toBe(piped);
  });
});
