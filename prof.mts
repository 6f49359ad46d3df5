import { register } from 'node:module';
import { createService } from './extension/src/service/create-service.ts';
import { configurationFrom } from './extension/src/service/configuration.ts';
import { nodeFiles, withBuffers } from 'eslint-plugin-salesforce-resilience/analysis';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { handler } from './test/bench/project.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
function sourceOf(lines: number): string {
  const text: string[] = [];
  for (let part = 0; text.length < lines; part += 1) {
    const code = handler(part).replaceAll(/^import .*\n/gm, '').replaceAll(/^export /gm, '');
    text.push('{', ...code.split('\n'), '}');
    if (part % 4 === 0)
      text.push(`export const query${part} = (token) =>`, `  fetch('https://acme.my.salesforce.com/services/data/v60.0/query?q=' + encodeURIComponent('SELECT Id FROM A${part}'), {`, `    headers: { Authorization: 'Bearer ' + token },`, `  });`);
  }
  return text.join('\n').concat('\n/* typed: */\n');
}
mkdirSync('/tmp/fixprof/src', { recursive: true });
writeFileSync('/tmp/fixprof/package.json', '{"type":"module"}');
const buffers = new Map<string, string>();
const files = withBuffers(nodeFiles()!, buffers);
const configuration = configurationFrom({}, '/tmp/fixprof').configuration;
const service = createService({ files, configurationOf: () => configuration, features: () => ({ createsFiles: true, snippetEdits: true, relatedInformation: true, commands: true }) });
const N = Number(process.argv[2] ?? 1200);
const path = `/tmp/fixprof/src/f${N}.js`;
let text = sourceOf(N);
writeFileSync(path, '');
let doc = TextDocument.create('file://' + path, 'javascript', 1, text);
const times: number[] = [];
const stroke = (v: number): void => {
  const start = performance.now();
  const at = doc.positionAt(doc.getText().indexOf('/* typed: ') + 10);
  const change = { range: { start: at, end: at }, text: 'x' };
  service.moveWithEdits(doc, [change]);
  doc = TextDocument.update(doc, [change], v);
  buffers.set(path, doc.getText());
  if (!process.env['KEEP']) service.filesChanged();
  service.diagnostics(doc);
  times.push(performance.now() - start);
};
for (let v = 2; v < 120; v++) stroke(v);
const med = (a: number[]) => a.toSorted((x, y) => x - y)[a.length >> 1];
console.log(N, 'first 15', med(times.slice(0, 15)), 'after', med(times.slice(15)), 'last 30', med(times.slice(-30)), service.diagnostics(doc).length);
