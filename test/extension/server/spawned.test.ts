import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import net from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectSpawned, SERVER, type SpawnedServer } from '../../support/language-client.ts';
import { LOST } from './broken.ts';

let server: SpawnedServer | undefined;

beforeAll(() => {
  if (!existsSync(SERVER)) throw new Error('The server has not been bundled: npm run build.');
});

afterEach(() => {
  server?.child.kill('SIGKILL');
  server = undefined;
});

const usage = (...args: string[]): { status: number | null; stderr: string } =>
  spawnSync(process.execPath, [SERVER, ...args], { encoding: 'utf8', input: '', timeout: 20_000 });

describe('the bundled server', () => {
  it.each(['stdio', 'node-ipc'] as const)('serves over %s and ends as it is told', async (transport) => {
    server = await connectSpawned(transport);
    expect(await server.client.open('file:///project/a.ts', LOST).diagnostics()).toHaveLength(1);
    await server.client.stop();
    expect(await server.ended).toBe(0);
  });

  it('ends with 1 when it is told to exit without a shutdown', async () => {
    server = await connectSpawned('stdio');
    await server.client.connection.sendNotification('exit');
    expect(await server.ended).toBe(1);
  });

  it('ends when the editor closes the stream', async () => {
    server = await connectSpawned('stdio');
    server.child.stdin!.end();
    expect(await server.ended).toBe(1);
  });

  it('ends when the process of the editor is no more', async () => {
    const editor = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    server = await connectSpawned('stdio', { processId: editor.pid! });
    editor.kill('SIGKILL');
    expect(await server.ended).toBe(1);
  });

  it('connects to a socket, and ends with it', async () => {
    const listener = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    const { port } = listener.address() as net.AddressInfo;
    const accepted = new Promise<net.Socket>((resolve) => listener.once('connection', resolve));
    const child = spawn(process.execPath, [SERVER, `--socket=${port}`], { stdio: 'inherit' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    (await accepted).end();
    listener.close();
    expect(await ended).toBe(1);
  });

  it('says how to start it when a person does', () => {
    const { status, stderr } = usage();
    expect([status, stderr]).toEqual([2, expect.stringContaining('--stdio')]);
  });
});
