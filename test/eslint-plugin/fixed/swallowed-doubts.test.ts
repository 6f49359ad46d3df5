import { testRule } from '../../support/rule-cases.ts';

/** A handler around a query, in an async function. */
const caught = (handler: string, before = ''): string =>
  `const jsforce = require('jsforce');
   const conn = new jsforce.Connection({});
   async function exists() { try { await conn.query('SELECT Id FROM X__c'); return true; } catch (e) { ${before} ${handler} } }`;

const LATER = 'const jsforce = require("jsforce");\nconst conn = new jsforce.Connection({});\n';

// Whether it is the failure at hand that is answered, and not one of those that are thrown again, cannot be told.
testRule('no-swallowed-failure', {
  valid: [
    ['the text of the error', caught("if (e.message.includes('INVALID_TYPE')) return false; throw e;")],
    ['a pattern', caught('if (/INVALID_TYPE/.test(e.message)) return false; throw e;')],
    ['the name of the error', caught("if (e.name === 'AbortError') return false; throw e;")],
    ['a class of errors', caught('if (e instanceof NotFoundError) return false; throw e;')],
    ['a function that is not known', caught('if (isMissing(e)) return false; throw e;')],
    ['the other way round', caught("if (!String(e).includes('INVALID_TYPE')) throw e; else return false;")],
    [
      'through variables',
      caught(
        'if (isMissing) { return false; } throw e;',
        "const text = String(e?.message || ''); const isMissing = text.includes('INVALID_TYPE') || text.includes('not supported');",
      ),
    ],
    [
      'in the handler of a promise',
      `${LATER}exports.find = () => conn.query('SELECT Id FROM X__c').catch((e) => { if (e.message.includes('INVALID_TYPE')) return null; throw e; });`,
    ],
    [
      'the code in an answer of axios',
      "import axios from 'axios';\nasync function find() { try { return (await axios.get(`${base}/services/data/v60.0/sobjects/A/1`)).data; } catch (e) { if (e.response?.data?.[0]?.errorCode === 'NOT_FOUND') return null; throw e; } }",
    ],
    [
      'the code in an answer of fetch',
      "async function find() { const res = await fetch(`${base}/services/data/v60.0/sobjects/A/1`); const body = await res.json(); if (body[0]?.errorCode === 'NOT_FOUND') return null; if (!res.ok) throw new Error(); return body; }",
    ],
    [
      'in TypeScript',
      caught("if (e.message.includes('INVALID_TYPE')) return false; throw e;").replace('(e)', '(e: any)'),
      'exists.ts',
    ],
  ].map(([name, code, filename = 'exists.js']) => ({ name: name!, code: code!, filename })),
  invalid: [
    ['whether it is an error', caught('if (!(e instanceof Error)) throw e; else return false;')],
    ['a lost connection', caught("if (e.message.includes('ECONNRESET')) return false; throw e;")],
    ['what passes by itself', caught('if (isTransient(e)) return false; throw e;')],
    ['what is not thrown either way', caught("if (e.message.includes('INVALID_TYPE')) return false; return null;")],
    ['what is only logged', caught("if (e.message.includes('INVALID_TYPE')) console.log('missing'); return false;")],
    ['another question', caught('if (quiet) return false; throw e;')],
  ].map(([name, code]) => ({ name: name!, code: code!, errors: [{ messageId: 'returned', suggestions: 1 }] })),
});
