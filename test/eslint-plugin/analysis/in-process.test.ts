import { describe, expect, it } from 'vitest';
import { type Around, callsIn } from '../../support/model.ts';

const WRITE = "await fetch(`${base}/services/data/v60.0/sobjects/A/B/1`, { method: 'PATCH', body })";

/** Which handler of requests makes the first call in a piece of code, as the model has it. */
function said(code: string, around: Around = {}): string {
  const [call] = callsIn(code, around);
  const { inProcess } = call!.facts;
  if (inProcess.state !== 'present') return inProcess.state;
  const { inbound, answered } = inProcess.value;
  return `${inbound.name} ${inbound.answers}${answered ? ' answered' : ''}`;
}

describe('a write that is made in', () => {
  it.each([
    [
      'a route handler of Next.js',
      'Next.js web',
      '/repo/app/pay/route.js',
      `export async function POST(request) { ${WRITE}; }`,
    ],
    [
      'a route handler that is a constant',
      'Next.js web',
      '/repo/app/pay/route.js',
      `export const PUT = async (request) => { ${WRITE}; };`,
    ],
    ['a page of Next.js', 'absent', '/repo/app/pay/page.js', `export async function POST(request) { ${WRITE}; }`],
    [
      'a route handler that only reads',
      'absent',
      '/repo/app/pay/route.js',
      `export async function GET(request) { ${WRITE}; }`,
    ],
    [
      'an API route of Next.js',
      'Next.js express',
      '/repo/pages/api/pay.js',
      `export default async function handler(req, res) { ${WRITE}; }`,
    ],
    [
      'an endpoint of SvelteKit',
      'SvelteKit web',
      '/repo/src/routes/+server.js',
      `export async function POST({ request }) { ${WRITE}; }`,
    ],
    [
      'a Lambda',
      'API Gateway lambda',
      '/repo/a.js',
      `exports.handler = async (event) => { JSON.parse(event.body); ${WRITE}; return { statusCode: 200 }; };`,
    ],
    [
      'a Lambda for a queue',
      'absent',
      '/repo/a.js',
      `exports.handler = async (event) => { for (const r of event.Records) { use(r.body); ${WRITE}; } };`,
    ],
    ['a Lambda for a timer', 'absent', '/repo/a.js', `exports.handler = async (event) => { ${WRITE}; };`],
    [
      'a route that is handed on',
      'Express express',
      '/repo/a.js',
      `const express = require('express'); const app = express(); app.post('/a', check, save); async function save(req, res) { ${WRITE}; }`,
    ],
    [
      'a route that has answered',
      'Express express answered',
      '/repo/a.js',
      `const express = require('express'); express().post('/a', async (req, res) => { res.status(202).end(); ${WRITE}; });`,
    ],
    ['a map that looks like a route', 'absent', '/repo/a.js', `cache.put('/a', async () => { ${WRITE}; });`],
  ])('%s', (_, expected, path, code) => {
    expect(said(code, { path })).toBe(expected);
  });

  it('a method of NestJS', () => {
    const code = `import { Controller, Get, Post } from '@nestjs/common'; class A { @Post() async save() { ${WRITE}; } }`;
    expect(said(code, { typescript: true })).toBe('NestJS nest');
    expect(said(code.replace('@Post', '@Get'), { typescript: true })).toBe('absent');
  });

  it('a function that a route of another file calls', () => {
    const routes =
      "import { save } from './code.js'; import { Hono } from 'hono'; new Hono().post('/a', async (c) => { await save(); return c.json(1); });";
    expect(said(`export async function save() { ${WRITE}; }`, { files: { '/repo/src/routes.js': routes } })).toBe(
      'Hono hono',
    );
  });
});
