import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSalesforceFetch as createFull } from '@salesforce-resilience/snippets/client';
import { createSalesforceFetch as createCore } from '@salesforce-resilience/snippets/client/core';
import { CREATE, payment, UPSERT } from './scripted-fetch.ts';

afterEach(() => vi.unstubAllGlobals());

/** What stands for Deno: the connections that were made, and how many of them were closed. */
function standInForDeno() {
  const close = vi.fn();
  const createHttpClient = vi.fn<(options: object) => { close: () => void }>(() => ({ close }));
  vi.stubGlobal('Deno', { createHttpClient });
  return { createHttpClient, close };
}

const answering = () => vi.fn<typeof fetch>(() => Promise.resolve(Response.json({ id: 'a01' })));

describe.each([
  ['core', createCore],
  ['full', createFull],
])('in Deno, whose fetch repeats by itself what is lost on a used connection, the %s client', (_size, createClient) => {
  it('sends a create on a connection of its own, and closes that', async () => {
    const { createHttpClient, close } = standInForDeno();
    const send = answering();
    await createClient({ fetch: send })(CREATE, payment);
    expect(createHttpClient).toHaveBeenCalledExactlyOnceWith({ poolMaxIdlePerHost: 0 });
    expect(send.mock.calls[0]![1]).toMatchObject({ client: { close }, method: 'POST' });
    expect(close).toHaveBeenCalledOnce();
  });

  it('closes the connection of a create that is lost, too', async () => {
    const { close } = standInForDeno();
    const send = () => Promise.reject(new TypeError('fetch failed'));
    await expect(createClient({ fetch: send })(CREATE, payment)).rejects.toMatchObject({ outcome: 'unknown' });
    expect(close).toHaveBeenCalledOnce();
  });

  it('leaves to the caller which connection it is', async () => {
    standInForDeno();
    const send = answering();
    await createClient({ fetch: send })(CREATE, { ...payment, client: 'mine' } as RequestInit);
    expect(send.mock.calls[0]![1]).toMatchObject({ client: 'mine' });
  });

  it('sends an upsert as always', async () => {
    const { createHttpClient } = standInForDeno();
    const send = answering();
    await createClient({ fetch: send })(UPSERT, { method: 'PATCH', body: '{}' });
    expect(createHttpClient).not.toHaveBeenCalled();
    expect(send.mock.calls[0]![1]).not.toHaveProperty('client');
  });

  it('does without where Deno has no such thing', async () => {
    vi.stubGlobal('Deno', {});
    const send = answering();
    expect((await createClient({ fetch: send })(CREATE, payment)).status).toBe(200);
    expect(send.mock.calls[0]![1]).not.toHaveProperty('client');
  });
});
