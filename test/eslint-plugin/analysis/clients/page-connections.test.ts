import { describe, expect, it } from 'vitest';
import { callsIn } from '../../../support/model.ts';

describe('a connection of a page', () => {
  it('is known where a script of its own loads the library', () => {
    const code = "const conn = new jsforce.Connection({}); conn.query('SELECT Id FROM Account');";
    expect(callsIn(code).map(({ client, confidence }) => `${client.name} ${confidence}`)).toEqual(['jsforce certain']);
  });

  it('is none where the file declares the name', () => {
    const code = "const jsforce = make(); const it = new jsforce.Connection({}); it.query('SELECT Id FROM Account');";
    expect(callsIn(code)).toEqual([]);
  });

  it('is known where what makes it is called with another this', () => {
    const code = `const jsforce = require('jsforce');
      function connect(options) { return new jsforce.Connection(options); }
      exports.load = function (options) { const c = connect.call(this, options); return c.query('SELECT Id FROM Account'); };`;
    expect(callsIn(code).map(({ confidence }) => confidence)).toEqual(['certain']);
  });
});
