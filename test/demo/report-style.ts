/** The look of the report: light or dark as the reader's system is, one column on a phone. No other file is needed. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1d2430; --soft: #566072; --line: #d9dee6; --good: #12724f; --bad: #b3261e;
  --served: #1b9e77; --unheard: #7a4fc0; --refused: #e39b00; --gateway: #d1581f; --reset: #5b6573; --session: #2f74c8;
  --lost: #c5372c; --waiting: #8fa3bf; --phase-0: #f2ebdc; --phase-1: #eae1cd;
  --closed: #1b9e77; --open: #c5372c; --half-open: #f2b01e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1b212a; --text: #e7ebf1; --soft: #a3aebd; --line: #343d4a; --good: #5fd3a5; --bad: #ff8a80;
    --served: #35b48c; --unheard: #a98be6; --refused: #f0b429; --gateway: #ef7f45; --reset: #98a3b3; --session: #67a5ee;
    --lost: #e5675c; --waiting: #6f86a6; --phase-0: #29261d; --phase-1: #322d20;
    --closed: #35b48c; --open: #e5675c; --half-open: #ffd15c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1400px; margin: 0 auto; padding: 28px 20px 48px; }
h1 { font-size: 1.65rem; line-height: 1.25; margin: 0 0 6px; }
h2 { font-size: 1.05rem; margin: 0; }
p { margin: 0 0 12px; max-width: 75ch; }
.soft, figcaption { color: var(--soft); font-size: 0.92rem; }
.versions { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(340px, 100%), 1fr)); gap: 16px; margin: 20px 0; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; display: flex; flex-direction: column; }
@media (min-width: 1100px) { figcaption { min-height: 3.2em; } }
.counts { display: grid; grid-template-columns: repeat(4, auto); justify-content: space-between; gap: 4px 10px; margin: 10px 0 12px; }
.counts div { display: flex; flex-direction: column-reverse; }
.counts dt { color: var(--soft); font-size: 0.8rem; }
.counts dd { margin: 0; font-size: 1.45rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.good dd { color: var(--good); } .bad dd { color: var(--bad); }
svg { width: 100%; height: auto; display: block; }
svg text { font: 11px system-ui, sans-serif; fill: var(--text); }
svg .name { font-weight: 600; } svg .tick, svg .number { fill: var(--soft); }
.count { fill: var(--soft); }
.grid { stroke: var(--line); stroke-width: 0.7; }
.phase-0 { fill: var(--phase-0); } .phase-1 { fill: var(--phase-1); }
${['served', 'unheard', 'refused', 'gateway', 'reset', 'session', 'lost', 'waiting'].map((name) => `.${name} { fill: var(--${name}); background: var(--${name}); }`).join('\n')}
${['closed', 'open', 'half-open'].map((name) => `.breaker-${name} { fill: var(--${name}); background: var(--${name}); }`).join('\n')}
.key { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; margin: 0 0 10px; font-size: 0.92rem; }
.key li { display: flex; align-items: center; gap: 7px; }
.key i { width: 13px; height: 13px; border-radius: 3px; flex: none; }
.below { display: flex; flex-wrap: wrap; gap: 20px 48px; margin-top: 24px; }
.below section { max-width: 100%; }
.below ol { margin: 6px 0 0; padding-left: 1.5em; font-size: 0.92rem; }
code { font: 0.9em ui-monospace, monospace; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.92rem; font-variant-numeric: tabular-nums; margin-top: 6px; }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); text-align: right; vertical-align: bottom; }
th:first-child { text-align: left; font-weight: 500; }
@media (min-width: 700px) { th:first-child { white-space: nowrap; } }
th:last-child, td:last-child { padding-right: 0; } thead th { font-weight: 600; }
`;
