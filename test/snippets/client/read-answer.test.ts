import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAnswer } from '@salesforce-resilience/snippets/client/read-answer';
import { createSalesforceFetch } from '@salesforce-resilience/snippets/client';
import { serve } from './local-server.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const attempt = new AbortController().signal;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A body of these chunks, which stays open when `ends` is false. */
function streamOf(chunks: readonly string[], ends = true) {
  const cancelled = vi.fn();
  const left = [...chunks];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.shift();
      if (next !== undefined) controller.enqueue(bytes(next));
      else if (ends) controller.close();
      else return new Promise(() => undefined);
      return undefined;
    },
    cancel: cancelled,
  });
  return { body, cancelled };
}

const answer = (body: BodyInit | null, type: string | undefined, status = 200): Response =>
  new Response(body, { status, headers: type === undefined ? {} : { 'Content-Type': type } });

describe('an answer that is read whole', () => {
  it.each([
    'application/json;charset=UTF-8',
    'text/html',
    'application/xml',
    'text/plain',
    'application/x-www-form-urlencoded',
    undefined,
  ])('has this type: %s', async (type) => {
    const { body } = streamOf(['{"id"', ':"a01é"}']);
    const { response, text } = await readAnswer(answer(body, type), 1_000, attempt, undefined);
    expect(text).toBe('{"id":"a01é"}');
    expect(await response.clone().json()).toEqual({ id: 'a01é' });
    expect(await response.text()).toBe('{"id":"a01é"}');
  });

  it('keeps its bytes, status and headers', async () => {
    const sent = new Uint8Array([0xff, 0x00, 0x7f]);
    const given = new Response(sent, {
      status: 201,
      statusText: 'Made',
      headers: { 'Content-Type': 'text/plain', 'X-A': '1' },
    });
    const { response } = await readAnswer(given, 1_000, attempt, undefined);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(sent);
    expect([response.status, response.statusText, response.headers.get('X-A')]).toEqual([201, 'Made', '1']);
  });

  it('is given up with its attempt', async () => {
    const { body, cancelled } = streamOf([], false);
    const controller = new AbortController();
    const read = readAnswer(answer(body, 'application/json'), 1_000, controller.signal, undefined);
    const failed = expect(read).rejects.toBe('over');
    controller.abort('over');
    await failed;
    expect(cancelled).toHaveBeenCalledWith('over');
  });
});

describe('an error', () => {
  it('is read whole, whatever its type', async () => {
    const { body } = streamOf(['[{"errorCode":"X"}]']);
    expect((await readAnswer(answer(body, 'text/csv', 400), 1_000, attempt, undefined)).text).toBe(
      '[{"errorCode":"X"}]',
    );
  });

  it.each([
    [1_000, 500],
    [60_000, 5_000],
  ])('of %d ms for a body is waited for %d ms: its status says enough', async (stallMs, waited) => {
    const { body, cancelled } = streamOf(['[{'], false);
    const done = vi.fn();
    const read = readAnswer(answer(body, 'application/json', 503), stallMs, attempt, undefined);
    void read.then(done);
    await vi.advanceTimersByTimeAsync(waited - 1);
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    const { response, text } = await read;
    expect([response.status, text, await response.text()]).toEqual([503, '', '']);
    expect(cancelled).toHaveBeenCalledOnce();
  });
});

describe('a file', () => {
  it.each(['text/csv', 'application/octet-stream', 'image/png'])(
    'of type %s is passed on as it comes',
    async (type) => {
      const { body, cancelled } = streamOf(['Id\n', '1\n'], false);
      const { response, text } = await readAnswer(answer(body, type), 1_000, attempt, undefined);
      expect(text).toBeUndefined();
      const reader = response.body!.getReader();
      expect((await reader.read()).value).toEqual(bytes('Id\n'));
      expect((await reader.read()).value).toEqual(bytes('1\n'));
      const stalled = expect(reader.read()).rejects.toMatchObject({ name: 'TimeoutError' });
      await vi.advanceTimersByTimeAsync(1_000);
      await stalled;
      expect(cancelled).toHaveBeenCalledOnce();
    },
  );

  it('ends', async () => {
    const { body } = streamOf(['Id\n', '1\n']);
    const { response } = await readAnswer(answer(body, 'text/csv'), 1_000, attempt, undefined);
    expect(await response.text()).toBe('Id\n1\n');
  });

  it('outlives its attempt, but not the signal of the caller', async () => {
    const { body, cancelled } = streamOf(['Id\n'], false);
    const [its, callers] = [new AbortController(), new AbortController()];
    const { response } = await readAnswer(answer(body, 'text/csv'), 1_000, its.signal, callers.signal);
    its.abort();
    const reader = response.body!.getReader();
    expect((await reader.read()).done).toBe(false);
    const ended = expect(reader.read()).rejects.toBe('enough');
    callers.abort('enough');
    await ended;
    expect(cancelled).toHaveBeenCalledWith('enough');
  });

  it('that nobody wants any more frees the connection', async () => {
    const { body, cancelled } = streamOf(['Id\n'], false);
    const { response } = await readAnswer(answer(body, 'text/csv'), 1_000, attempt, undefined);
    await response.body!.cancel('no need');
    expect(cancelled).toHaveBeenCalledWith('no need');
  });
});

describe('an answer as it is', () => {
  it.each([204, 205, 304])('is one with the status %d, for which Chromium has an empty stream', async (status) => {
    const given = Object.defineProperty(new Response(null, { status }), 'body', { value: streamOf([]).body });
    expect(await readAnswer(given, 1_000, attempt, undefined)).toEqual({ response: given, text: undefined });
  });

  it('is one without a body', async () => {
    const given = answer(null, undefined, 204);
    expect(await readAnswer(given, 1_000, attempt, undefined)).toEqual({ response: given, text: undefined });
  });

  it('is a mock, or one of another kind of fetch', async () => {
    const mock = { ok: true, status: 200, headers: new Map(), json: () => ({ id: '1' }) } as unknown as Response;
    expect((await readAnswer(mock, 1_000, attempt, undefined)).response).toBe(mock);
    const other = Object.assign(Object.create(mock) as Response, { body: { pipe: () => undefined } });
    expect((await readAnswer(other, 1_000, attempt, undefined)).response).toBe(other);
  });
});

it('shows where it came from, as an answer of fetch does', async () => {
  vi.useRealTimers();
  const { url } = await serve((response, _index, { path }) => {
    if (path === '/from') response.writeHead(302, { Location: '/to' }).end();
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  });
  const response = await createSalesforceFetch()(`${url}/from`);
  const direct = await fetch(`${url}/from`);
  expect([response.url, response.redirected, response.type]).toEqual([`${url}/to`, true, direct.type]);
});
