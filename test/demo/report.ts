import { type Outcome, OUTCOMES, outcomeOf } from './outcomes.ts';
import type { OutageReport } from './outage.ts';
import { PHASES } from './outage-script.ts';
import { figureOf, scaleOf } from './report-figure.ts';
import { STYLE } from './report-style.ts';

/** One version of the program in the report. */
export interface ReportedVersion {
  readonly title: string;
  /** What it is, in a sentence. */
  readonly about: string;
  readonly report: OutageReport;
}

/**
 * The outage as a page: a time line of each version, side by side, and the same as a table. It needs no other file and
 * no script.
 */
export function reportHtml(versions: readonly ReportedVersion[]): string {
  const scale = scaleOf(versions.map(({ report }) => report.run));
  const figures = versions.map(({ title, about, report }) => {
    const description = descriptionOf(report);
    return `<figure><h2>${escaped(title)}</h2><figcaption>${escaped(about)}</figcaption>
${counts(report)}
${figureOf(report.run, escaped(title), escaped(description), scale)}</figure>`;
  });
  const [first, ...others] = versions;
  const worst = Math.max(0, ...others.map(({ report }) => report.lost));
  const payments = first?.report.payments ?? 0;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Payments through a five-minute Salesforce outage</title><style>${STYLE}</style></head>
<body><main>
<h1>${payments} payments through a five-minute outage: ${first?.report.lost ?? 0} lost before the fix, ${worst} after it</h1>
<p class="soft">The demo integration as it was, and as the quick-fixes leave it, through the same scripted outage: 200 payments a
minute, and a session that ends shortly before Salesforce is back. The ledger of the fake Salesforce counts, not what the
program says. Shaded: the outage, numbered as in the list below. All figures have the same scales.</p>
<ul class="key" aria-label="Colours of the requests">${OUTCOMES.map(({ name, label }) => keyItem(name, label)).join('')}</ul>
<ul class="key" aria-label="Colours of payments and breaker">${keyItem('waiting', 'payment waits for its record')}${keyItem('lost', 'payment lost')}${keyItem('breaker-closed', 'breaker closed')}${keyItem('breaker-open', 'open')}${keyItem('breaker-half-open', 'half-open: a probe')}</ul>
<div class="versions">${figures.join('\n')}</div>
<div class="below">
<section><h2>The outage</h2>
<ol>${PHASES.map(({ label, seconds, step }) => `<li>${escaped(label)}, ${seconds} s: <code>${escaped(step)}</code></li>`).join('')}</ol>
<p class="soft">One request in 25 is served even so.</p></section>
<section><h2>Requests by what became of them</h2><div class="scroll">${table(versions)}</div></section>
</div>
</main></body></html>
`;
}

const keyItem = (name: string, label: string): string => `<li><i class="${name}"></i>${label}</li>`;

function counts({ lost, duplicated, requests, longestWait }: OutageReport): string {
  const item = (label: string, value: string, judged = ''): string =>
    `<div class="${judged}"><dt>${label}</dt><dd>${value}</dd></div>`;
  const judge = (count: number): string => (count === 0 ? 'good' : 'bad');
  return `<dl class="counts">${item('lost', String(lost), judge(lost))}${item('duplicated', String(duplicated), judge(duplicated))}${item('requests', String(requests))}${item('longest wait', `${longestWait.toFixed(0)} s`)}</dl>`;
}

/** The figure in words, for those who do not see it. */
function descriptionOf({ payments, recorded, lost, requests, longestWait, early, run }: OutageReport): string {
  const opened = run.breaker.filter(({ state }) => state === 'open').length;
  const breaker = opened > 0 ? ` The circuit breaker opened ${opened} times.` : ' There is no circuit breaker.';
  return (
    `Of ${payments} payments ${recorded} are recorded and ${lost} are lost, with ${requests} requests, ${early} of them ` +
    `earlier than Retry-After asked. The longest wait for a record was ${longestWait.toFixed(0)} seconds.${breaker}`
  );
}

/** What the figures show, as numbers. */
function table(versions: readonly ReportedVersion[]): string {
  const counted = versions.map(({ report }) => {
    const outcomes = report.run.requests.map(outcomeOf);
    return (name: Outcome): number => outcomes.filter((outcome) => outcome === name).length;
  });
  const rows = OUTCOMES.map(
    ({ name, label }) =>
      `<tr><th scope="row">${label}</th>${counted.map((count) => `<td>${count(name)}</td>`).join('')}</tr>`,
  );
  const early = versions.map(({ report }) => `<td>${report.early}</td>`).join('');
  const heads = versions.map(({ title }) => `<th scope="col">${escaped(title)}</th>`).join('');
  return `<table><thead><tr><th scope="col">outcome</th>${heads}</tr></thead><tbody>${rows.join('')}<tr><th scope="row">earlier than Retry-After asked</th>${early}</tr></tbody></table>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
