import { testRule } from '../../support/rule-cases.ts';

const WRITE = "await fetch(`${base}/services/data/v60.0/sobjects/A/B/${req.body.id}`, { method: 'PATCH', body });";
const ANSWER = "res.setHeader('Retry-After', '120').status(503).end();";
const HEADERS = "{ 'Retry-After': '120' }";
const CAUGHT = '} catch (error) { console.error(error);';

const express = (body: string): string =>
  `import express from 'express';\nconst app = express();\napp.post('/a', async (req, res) => { ${body} });`;
const fastify = (body: string): string =>
  `import Fastify from 'fastify';\nconst server = Fastify();\nserver.post('/a', async (req, reply) => { ${body} });`;
const koa = (body: string): string =>
  `import Router from '@koa/router';\nconst router = new Router();\nrouter.post('/a', async (ctx) => { ${body} });`;
const hono = (body: string): string =>
  `import { Hono } from 'hono';\nconst app = new Hono();\napp.post('/a', async (c) => { ${body} });`;
const lambda = (body: string): string =>
  `export const handler = async (event) => { const req = { body: JSON.parse(event.body) }; ${body} };`;
const worker = (body: string): string => `export default { async fetch(req) { ${body} } };`;
const jsforce = (body: string): string =>
  `import express from 'express';\nimport { Connection } from 'jsforce';\nconst conn = new Connection({});\nexpress().post('/a', (req, res) => { ${body} });`;
const CREATE = "conn.sobject('A').create(req.body, function (error, ret) {";
const UPDATE = "conn.sobject('B').update(ret, (failed) => {";
const LATER = "res.setHeader('Retry-After', '120').status(503)";
const OK = 'return { statusCode: 204 };';

/** A case with one report, and what its suggestion makes of the body. */
const mended = (
  name: string,
  around: (body: string) => string,
  [body, output]: readonly [string, string],
  [messageId, title] = ['inProcess', 'askAgain'],
) => ({
  name,
  code: around(body),
  errors: [{ messageId, suggestions: [{ messageId: title, output: around(output) }] }],
});

testRule('prefer-durable-queue', {
  valid: [
    { name: 'another service', code: express("await fetch('https://example.com', { method: 'POST' }); res.end();") },
    {
      name: 'in TypeScript',
      code: `export async function save(req: Body): Promise<void> { ${WRITE} }`,
      filename: 'save.ts',
    },
    { name: 'a read', code: express('const r = await fetch(`${base}/services/data/v60.0/limits`); res.json(r);') },
    { name: 'a page that is asked for', code: express(`${WRITE} res.end();`).replace('app.post', 'app.get') },
    {
      name: 'a handler that asks the sender to come again',
      code: express(`try { ${WRITE} res.end(); } catch { res.status(503).end(); }`),
    },
    {
      name: 'a handler that hands on to a queue',
      code: express(`try { ${WRITE} } catch { await queue.add('a', req.body); } res.end();`),
    },
    {
      name: 'a worker of a queue',
      code: `import { Worker } from 'bullmq';\nnew Worker('q', async (req) => { ${WRITE} });`,
    },
    {
      name: 'a write that a queue makes as well',
      code: `import { Worker } from 'bullmq';\nasync function save(req) { ${WRITE} }\nnew Worker('q', (job) => save(job));\n${express('await save(req); res.end();')}`,
    },
    {
      name: 'the end of a session',
      code: express("await fetch(`${base}/services/oauth2/revoke`, { method: 'POST', body }); res.end();"),
    },
    {
      name: 'a deployment',
      code: express("await fetch(`${base}/services/Soap/m/60.0`, { method: 'POST', body }); res.end();"),
    },
    { name: 'a script', code: `async function main(req) { ${WRITE} }\nmain();` },
    {
      name: 'a client of HTTP',
      code: `import axios from 'axios';\nasync function run(req) { await axios.post('/a', async () => { ${WRITE} }); }`,
    },
  ],
  invalid: [
    {
      name: 'a route of Express',
      code: express(`try { ${WRITE} res.sendStatus(204); } catch (error) { res.status(500).json({ error }); }`),
      errors: [
        {
          message:
            'This PATCH of A is made while Express answers a request: in an outage that outlasts its retries the change is lost, unless the sender comes again. A queue would keep it.',
          suggestions: [
            {
              messageId: 'askAgain',
              output: express(
                `try { ${WRITE} res.sendStatus(204); } catch (error) { res.setHeader('Retry-After', '120').status(503).json({ error }); }`,
              ),
            },
          ],
        },
      ],
    },
    {
      ...mended(
        'in TypeScript, a handler with a name',
        (body) =>
          `import express, { type Request, type Response } from 'express';\nasync function save(req: Request, res: Response): Promise<void> {${body}}\nexpress.Router().post('/a', save);`,
        [
          `\n  ${WRITE}\n\n  res.sendStatus(204);\n`,
          `\n  try {\n    ${WRITE}\n\n    res.sendStatus(204);\n  } catch (error) {\n    console.error(error);\n    ${ANSWER}\n  }\n`,
        ],
      ),
      filename: 'route.ts',
    },
    mended(
      'a router from elsewhere',
      (body) =>
        `const express = require('express');\nmodule.exports = (router) => { router.put('/a', async (req, res) => { ${body} }); };`,
      [`${WRITE} res.end();`, `try { ${WRITE} res.end(); ${CAUGHT} ${ANSWER} }`],
    ),
    mended(
      'an answer before the write',
      express,
      [`res.sendStatus(200); ${WRITE}`, `${WRITE} res.sendStatus(200);`],
      ['answered', 'answerLater'],
    ),
    mended('the first of several writes', express, [
      `${WRITE} ${WRITE} res.end();`,
      `try { ${WRITE} ${WRITE} res.end(); ${CAUGHT} ${ANSWER} }`,
    ]),
    {
      name: 'the one of several writes that comes after the answer',
      code: express(`${WRITE}\nres.sendStatus(200);\n${WRITE}`),
      errors: [{ messageId: 'answered', line: 5, suggestions: 1 }],
    },
    mended('Fastify', fastify, [
      `try { ${WRITE} } catch (e) { return reply.code(500).send(e); }`,
      `try { ${WRITE} } catch (e) { return reply.header('Retry-After', '120').code(503).send(e); }`,
    ]),
    mended('Fastify without a handler for failures', fastify, [
      `${WRITE} return {};`,
      `try { ${WRITE} return {}; ${CAUGHT} return reply.header('Retry-After', '120').code(503).send(); }`,
    ]),
    mended('Koa', koa, [
      `const req = ctx.request; try { ${WRITE} } catch (e) { ctx.status = 500; ctx.body = e; }`,
      `const req = ctx.request; try { ${WRITE} } catch (e) { ctx.set('Retry-After', '120'); ctx.status = 503; ctx.body = e; }`,
    ]),
    mended('Hono', hono, [
      `const { req } = c; try { ${WRITE} } catch (e) { return c.json({ e }, 500); }`,
      `const { req } = c; try { ${WRITE} } catch (e) { return c.json({ e }, 503, ${HEADERS}); }`,
    ]),
    mended('a Lambda behind API Gateway', lambda, [
      `try { ${WRITE} ${OK} } catch (e) { return { statusCode: 500, body: String(e) }; }`,
      `try { ${WRITE} ${OK} } catch (e) { return { statusCode: 503, headers: ${HEADERS}, body: String(e) }; }`,
    ]),
    mended('a Cloudflare worker', worker, [
      `${WRITE} return new Response(null);`,
      `try { ${WRITE} return new Response(null); ${CAUGHT} return new Response(null, { status: 503, headers: ${HEADERS} }); }`,
    ]),
    mended('callbacks', jsforce, [
      `${CREATE} if (error || !ret.success) return res.json({ error }); ${UPDATE} if (failed) { log(failed); return res.status(500).end(); } res.end(); }); });`,
      `${CREATE} if (error || !ret.success) return ${LATER}.json({ error }); ${UPDATE} if (failed) { log(failed); return ${LATER}.end(); } res.end(); }); });`,
    ]),
    ...[
      ['a callback that does not ask for a failure', `${CREATE} res.json(ret); });`],
      ['a callback that asks for something else', `${CREATE} if (ret) return res.json(ret); });`],
      ['a callback that answers elsewhere', `${CREATE} if (error) return fail(res); res.end(); });`],
    ].map(([name = '', body = '']) => ({
      name,
      code: jsforce(body),
      errors: [{ messageId: 'inProcess', suggestions: [] }],
    })),
    {
      name: 'a method of NestJS, for which a rule cannot choose the exception',
      code: `import { Body, Controller, Post } from '@nestjs/common';\n@Controller()\nclass A { @Post() async save(@Body() req: B) { ${WRITE} } }`,
      filename: 'a.controller.ts',
      errors: [{ messageId: 'inProcess' }],
    },
    {
      name: 'a function of the project',
      code: `async function save(req) { ${WRITE} }\n${express('await save(req); res.end();')}`,
      errors: [
        {
          messageId: 'inProcess',
          suggestions: [
            {
              messageId: 'askAgain',
              output: `async function save(req) { ${WRITE} }\n${express(`try { await save(req); res.end(); ${CAUGHT} ${ANSWER} }`)}`,
            },
          ],
        },
      ],
    },
  ],
});
