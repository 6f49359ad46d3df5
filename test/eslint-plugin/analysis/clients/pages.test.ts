import { describe, expect, it } from 'vitest';
import { type Around, callsIn } from '../../../support/model.ts';

const QUERY = "'https://acme.my.salesforce.com/services/data/v60.0/query?q=' + soql";

/** Client, method and endpoint of each certain call where QUERY stands for the URL of a query. */
function found(code: string, around?: Around): string[] {
  return callsIn(code.replaceAll('QUERY', QUERY), around).flatMap(({ client, confidence, endpoint, method }) =>
    confidence === 'certain'
      ? [`${client.name} ${method.state === 'present' ? method.value : 'GET'} ${endpoint?.id ?? ''}`]
      : [],
  );
}

describe('$http of AngularJS', () => {
  it.each([
    "angular.module('app').factory('api', function ($http) { return { load: () => $http.get(QUERY) }; });",
    "angular.module('app').factory('api', function ($q, $http) { return { load: () => $http({ url: QUERY }) }; });",
    "angular.module('app').factory('api', ['$q', '$http', function (q, http) { return { load: () => http.get(QUERY) }; }]);",
    "angular.module('app').factory('api', ['$http', (a) => ({ load: () => a({ url: QUERY }) })]);",
    'class Api { constructor($http) { this.$http = $http; } load() { return this.$http.get(QUERY); } }',
    "class Api { constructor($http) { 'ngInject'; Object.assign(this, { load: () => $http.get(QUERY) }); } }",
  ])('is what is injected: %s', (code) => {
    expect(found(code)).toEqual(['$http GET query']);
  });

  it.each([
    "import { IHttpService } from 'angular'; class Api { constructor(private http: IHttpService) {} load() { return this.http.get(QUERY); } }",
    "import * as angular from 'angular'; class Api { constructor(private http: angular.IHttpService) {} load() { return this.http.get(QUERY); } }",
  ])('is what is typed so: %s', (code) => {
    expect(found(code, { typescript: true })).toEqual(['$http GET query']);
  });

  it.each([
    "angular.module('app').factory('api', ['$http', '$q', function (a, b) { return b.get(QUERY); }]);",
    "angular.module('app').factory('api', ['store', function ($http) { return $http.get(QUERY); }]);",
    'const steps = [QUERY, function (http) { return http.get(QUERY); }];',
    'const $http = new Map(); $http.get(QUERY);',
    'const load = ($http) => $http.get(QUERY); load(new Map());',
  ])('is nothing else: %s', (code) => {
    expect(found(code)).toEqual([]);
  });
});

describe('Http of the first versions of Angular', () => {
  it.each([
    ["import { Http } from '@angular/http'", ['Http GET query']],
    ["import { Http } from './http'", []],
  ])('is told by its type: %s', (imported, expected) => {
    const code = `${imported};\nclass Api { constructor(private http: Http) {} load() { return this.http.get(QUERY).toPromise(); } }`;
    expect(found(code, { typescript: true })).toEqual(expected);
  });
});

describe('a page of Salesforce', () => {
  it.each([
    ['POST sobject-create', "links.sobjectUrl + 'Account', { client, method: 'POST', data: JSON.stringify(record) }"],
    ['PATCH sobject-update', "`${sr.context.links.sobjectUrl}Account/${id}`, { client, method: 'PATCH', data }"],
    [
      'GET query',
      "sr.context.links.queryUrl + '?q=' + soql, { client: sr.client, success: (data) => show(data.payload) }",
    ],
    ['GET limits', "sr.context.links.restUrl + 'limits', { client }"],
    ['GET query', 'QUERY, { client }'],
  ])('asks by Canvas: %s: %s', (expected, args) => {
    expect(found(`Sfdc.canvas.client.ajax(${args});`)).toEqual([`Sfdc.canvas.client.ajax ${expected}`]);
  });

  it.each([
    "Sfdc.canvas.client.ajax('https://example.com/link', { client, method: 'POST' });",
    'Sfdc.canvas.client.ajax(url, { client });',
    'Sfdc.canvas.client.ajax(page.queryUrl, { client });',
    'Sfdc.canvas.client.repost(sr.context.links.queryUrl);',
    'const Sfdc = { canvas: { client: new Map() } }; Sfdc.canvas.client.ajax(QUERY);',
  ])('asks somebody else by Canvas: %s', (code) => {
    expect(found(code)).toEqual([]);
  });

  it.each([
    ['sforce.connection.create([record], { onSuccess, onFailure });', 'soap'],
    ["const [saved] = window.sforce.connection.upsert('Key__c', [record]);", 'soap'],
    ["sforce.connection.login('user', 'password');", 'soap-login'],
  ])('asks by the AJAX toolkit: %s', (code, endpoint) => {
    expect(found(code)).toEqual([`AJAX toolkit POST ${endpoint}`]);
  });

  it.each(['sforce.console.getEnclosingTabId(show);', "const sforce = open(); sforce.connection.query('SELECT 1');"])(
    'does something else: %s',
    (code) => {
      expect(found(code)).toEqual([]);
    },
  );
});
