import { describe, expect, it } from 'vitest';
import { trustStatus } from '@salesforce-resilience/snippets/health/trust-status';
import { serve, unusedPort } from '../client/local-server.ts';

async function statusOf(answer: unknown, status = 200, instance = 'EU48') {
  const { url, received } = await serve((response) =>
    response.writeHead(status).end(typeof answer === 'string' ? answer : JSON.stringify(answer)),
  );
  return { found: await trustStatus(instance, { baseUrl: url }), received };
}

const hours = (count: number): string => new Date(Date.now() + count * 3_600_000).toISOString();

describe('the status of an instance', () => {
  it.each([
    ['OK', 'ok'],
    ['INFORMATIONAL_CORE', 'ok'],
    ['MAINTENANCE_CORE', 'maintenance'],
    ['UNPLANNED_MAINTENANCE_CORE', 'maintenance'],
    ['MINOR_INCIDENT_NONCORE', 'incident'],
    ['MAJOR_INCIDENT_CORE', 'incident'],
    ['SOMETHING_NEW', 'degraded'],
  ])('%s is %s', async (word, status) => {
    const { found, received } = await statusOf({ key: 'EU48', status: word, releaseVersion: "Spring '26" });
    expect(found).toEqual({ status, detail: word, maintenance: undefined });
    expect(received.map(({ path }) => path)).toEqual(['/instances/EU48/status']);
  });

  it('names the next maintenance that is not over', async () => {
    const Maintenances = [
      { plannedStartTime: hours(50), plannedEndTime: hours(54) },
      { plannedStartTime: hours(-9), plannedEndTime: hours(-5) },
      { plannedStartTime: hours(-1), plannedEndTime: hours(3) },
      { name: 'without times' },
      null,
    ];
    const { found } = await statusOf({ status: 'OK', Maintenances });
    expect(found.maintenance).toEqual({
      from: new Date(Maintenances[2]!.plannedStartTime!),
      to: new Date(Maintenances[2]!.plannedEndTime!),
    });
  });

  it('cannot leave its place in the URL', async () => {
    const { received } = await statusOf({ status: 'OK' }, 200, '../../x?y');
    expect(received[0]?.path).toBe('/instances/..%2F..%2Fx%3Fy/status');
  });
});

describe('a status API that fails is no outage', () => {
  it.each([
    ['answers 503', '<html>', 503],
    ['answers HTML', '<html>', 200],
    ['knows no such instance', {}, 200],
    ['answers null', 'null', 200],
    ['answers a list', [], 200],
    ['answers 404', { message: 'not found' }, 404],
  ])('and %s', async (_, answer, status) => {
    const { found } = await statusOf(answer, status);
    expect(found.status).toBe('unknown');
    expect(found.detail).not.toBe('');
  });

  it('and is not there', async () => {
    const baseUrl = `http://127.0.0.1:${await unusedPort()}`;
    expect((await trustStatus('EU48', { baseUrl })).status).toBe('unknown');
  });

  it.each(['says nothing', 'stalls in its body'])('and %s takes no longer than it may', async (how) => {
    const { url } = await serve((response) => {
      if (how === 'stalls in its body') response.writeHead(200).write('{"status":');
    });
    const began = Date.now();
    expect((await trustStatus('EU48', { baseUrl: url, timeoutMs: 50 })).status).toBe('unknown');
    expect(Date.now() - began).toBeLessThan(2_000);
  });

  it('and throws at once', async () => {
    const broken: typeof fetch = () => {
      throw new TypeError('no network here');
    };
    expect(await trustStatus('EU48', { fetch: broken })).toEqual({
      status: 'unknown',
      detail: 'no network here',
      maintenance: undefined,
    });
  });
});
