import { describe, expect, it } from 'vitest';
import { callsIn } from '../../../support/model.ts';

const URL = '`${base}/services/data/v60.0/sobjects/Lead`';

/** The methods and endpoints of the calls in a piece of code that imports axios. */
function methodsIn(code: string): string[] {
  return callsIn(`import axios from 'axios'; ${code}`).map(({ method, endpoint }) => {
    return `${method.state === 'present' ? method.value : method.state} ${endpoint?.sobject ?? '?'}`;
  });
}

describe('what is left of options that are taken apart', () => {
  it.each([
    ['handed on', 'const { step, ...rest } = options; return axios(rest);'],
    ['spread', 'const { step, ...rest } = options; return axios({ timeout: 1000, ...rest });'],
    [
      'spread over others',
      "const { step, ...rest } = options; const config = { method: 'GET', ...rest }; return axios(config);",
    ],
    ['taken apart again', 'const { step, ...rest } = options; const { data, ...config } = rest; return axios(config);'],
  ])('makes the request: %s', (_, body) => {
    const code = `async function send(options) { ${body} } send({ step, url: ${URL}, method: 'POST', data });`;
    expect(methodsIn(code)).toContain('POST Lead');
  });

  it('makes the request that a function is given it for', () => {
    const code = `const send = ({ step, ...rest }) => axios(rest); send({ step, url: ${URL}, method: 'POST' });`;
    expect(methodsIn(code)).toContain('POST Lead');
  });

  it('makes that of a method in an object', () => {
    const code = `export default { methods: { _send(options) { const { step, ...rest } = options; return axios(step ?? this, rest); }, create({ step, data }) { return this._send({ step, url: ${URL}, method: 'POST', data }); } } };`;
    const [, call] = callsIn(`import { axios } from '@pipedream/platform'; ${code}`);
    expect(call).toMatchObject({ method: { value: 'POST' }, endpoint: { sobject: 'Lead' } });
  });

  it('may have anything where nobody knows what it is left of, and comes after what is known', () => {
    const send = (config: string): string =>
      `const base = { url: ${URL}, method: 'GET' }; export const send = ({ step, ...rest }) => axios(${config});`;
    expect(methodsIn(send('{ ...base, ...rest }'))).not.toContain('GET Lead');
    expect(methodsIn(send('{ ...rest, ...base }'))).toEqual(['GET Lead']);
  });

  it('has none of what was taken out', () => {
    const given = `{ url: ${URL}, method: 'POST' }`;
    expect(methodsIn(`const { method, ...rest } = ${given}; axios(rest);`)).toEqual(['absent Lead']);
    expect(methodsIn(`const send = ({ method, ...rest }) => axios(rest); send(${given});`)).not.toContain('POST Lead');
  });

  it('is not known where the name is given something else later on', () => {
    const code = `let { step, ...rest } = { url: ${URL}, method: 'POST' }; if (step) rest = other; axios(rest);`;
    expect(methodsIn(code)).toEqual([]);
  });
});
