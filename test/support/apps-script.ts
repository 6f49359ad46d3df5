/** Two servers of Google's, on a process of its own for each request, since everything there is synchronous. */
export const APPS_SCRIPT = `
import { execFileSync } from 'node:child_process';
globalThis.Utilities = { sleep: (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms) };
globalThis.UrlFetchApp = {
  fetch(url, { method = 'get', headers, payload, muteHttpExceptions }) {
    const script = \`fetch(process.argv[1], JSON.parse(process.argv[2])).then(async (r) => console.log(JSON.stringify([r.status, await r.text(), Object.fromEntries(r.headers)])))\`;
    const init = JSON.stringify({ method: method.toUpperCase(), headers, body: payload });
    const [status, text, all] = JSON.parse(execFileSync(process.execPath, ['--eval', script, url, init], { stdio: ['ignore', 'pipe', 'ignore'] }));
    if (status >= 400 && !muteHttpExceptions) throw new Error(\`Request failed for \${url} returned code \${status}.\`);
    return { getResponseCode: () => status, getContentText: () => text, getHeaders: () => all };
  },
};`;
