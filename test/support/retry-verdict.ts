import { type Around, callIn } from './model.ts';

/** What {@link verdict} writes for `FETCH`, `POST` and `URL` in a piece of code. */
const SHORTHANDS: readonly (readonly [string, string])[] = [
  ['FETCH', "fetch(base + '/services/data/v60.0/limits', { headers })"],
  ['AXIOS', "axios.get(base + '/services/data/v60.0/limits')"],
  ['URL', "base + '/services/data/v60.0/limits'"],
];

/** Code in which `FETCH` and `AXIOS` stand for a Salesforce call, and `URL` for the address of one. */
export function expanded(code: string): string {
  return SHORTHANDS.reduce((text, [name, meant]) => text.replace(new RegExp(`\\b${name}\\b`, 'g'), () => meant), code);
}

/**
 * What the model says of the retry of the only Salesforce call in a piece of code, in one line: `loop 429 5xx network`,
 * `absent`, `absent: only after 401`, `unknown: <reason>`. `5xx` stands for 500, 502, 503 and 504, `any` for 429 and 5xx
 * and no answer.
 */
export function verdict(code: string, around: Around = {}): string {
  const files =
    around.files && Object.fromEntries(Object.entries(around.files).map(([path, text]) => [path, expanded(text)]));
  const { retry } = callIn(expanded(code), { ...around, ...(files ? { files } : {}) }).facts;
  if (retry.state === 'unknown') return `unknown: ${retry.because}`;
  if (retry.state === 'absent') return retry.nearMiss ? `absent: ${retry.nearMiss.kind}` : 'absent';
  const { kind, statuses, network } = retry.value;
  const met = statuses.join(' ').replace('500 502 503 504', '5xx') + (network ? ' network' : '');
  return `${kind} ${met.trim().replace('429 5xx network', 'any')}`;
}
