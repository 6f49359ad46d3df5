import { createReadStream, statSync } from 'node:fs';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';

/** What the browser's extension host loads, by URL. */
export interface WebFiles {
  /** Folder of the extension. */
  readonly extension: string;
  /** The bundled suite. */
  readonly suite: string;
}

/** A server in front of that of VS Code. */
export interface WebProxy {
  readonly authority: string;
  stop(): Promise<void>;
}

const EXTENSION = '/__extension';
// Below the extension: VS Code runs a suite in the extension host of the extension that it belongs to.
const SUITE = `${EXTENSION}/__suite.js`;
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.cjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * Serves the extension over HTTP beside the workbench, as vscode.dev does: only then may it start workers of its own.
 * Everything else goes to the server of VS Code; the page's configuration gets the extension and the suite.
 */
export async function startWebProxy(target: string, files: WebFiles): Promise<WebProxy> {
  const [host, port] = target.split(':');
  const upstream = { host: host!, port: Number(port) };
  const server = http.createServer((request, response) => {
    const file = findFile(new URL(request.url ?? '/', 'http://any').pathname, files);
    if (file === undefined) forward(request, response, upstream);
    else sendFile(file, response);
  });
  server.on('upgrade', (request, socket: net.Socket, head) => connect(request, socket, head, upstream));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    authority: `127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

function findFile(url: string, { extension, suite }: WebFiles): string | undefined {
  if (url === SUITE) return suite;
  if (!url.startsWith(`${EXTENSION}/`)) return undefined;
  return path.join(extension, path.normalize(decodeURIComponent(url.slice(EXTENSION.length))));
}

function sendFile(file: string, response: http.ServerResponse): void {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'text/plain' });
  createReadStream(file).pipe(response);
}

type Upstream = Readonly<{ host: string; port: number }>;

function forward(request: http.IncomingMessage, response: http.ServerResponse, upstream: Upstream): void {
  // Uncompressed, so that the page can be changed.
  const headers = { ...request.headers, 'accept-encoding': 'identity' };
  const { url, method } = request;
  const onward = http.request({ ...upstream, path: url, method, headers }, (answer) => {
    if (new URL(url ?? '/', 'http://any').pathname === '/') void sendPage(answer, response, request.headers.host ?? '');
    else answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers));
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

async function sendPage(answer: http.IncomingMessage, response: http.ServerResponse, authority: string): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(
    Object.entries(answer.headers).filter(([name]) => !/^content-(length|security-policy)$/.test(name)),
  );
  response.writeHead(answer.statusCode ?? 502, headers);
  response.end(withDevelopmentOptions(Buffer.concat(chunks).toString(), authority));
}

/** The workbench's page, told to load the extension and to run the suite. */
function withDevelopmentOptions(page: string, authority: string): string {
  const uri = (file: string) => ({ scheme: 'http', authority, path: file });
  return page.replace(
    /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/,
    (_, before: string, escaped: string) => {
      const settings = JSON.parse(escaped.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as object;
      const developmentOptions = { extensions: [uri(EXTENSION)], extensionTestsPath: uri(SUITE) };
      const text = JSON.stringify({ ...settings, developmentOptions });
      return `${before}${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
    },
  );
}

/** Passes a WebSocket on as it is. */
function connect(request: http.IncomingMessage, socket: net.Socket, head: Buffer, { host, port }: Upstream): void {
  const onward = net.connect(port, host, () => {
    const lines: string[] = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/1.1`];
    for (let at = 0; at < request.rawHeaders.length; at += 2)
      lines.push(`${request.rawHeaders[at]!}: ${request.rawHeaders[at + 1]!}`);
    onward.write(`${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    onward.pipe(socket).pipe(onward);
  });
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
  socket.on('close', () => onward.destroy());
}
