import type { Callable } from './find-function.ts';
import { environmentValue, madeUp, PRIVATE_KEY } from './made-up.ts';
import type { ProjectStyle } from './project-style.ts';
import { type Effect, SCENARIOS } from './scenarios.ts';
import type { Shape } from './shape.ts';

/** What a test is written from. */
export interface TestPlan {
  readonly callable: Callable;
  /** The name that the function was asked for by. */
  readonly name: string;
  /** Name of the file, without its extension. */
  readonly base: string;
  readonly style: ProjectStyle;
  readonly effect: Effect;
  /** The field of the external id, where the function writes one. */
  readonly keyField: string | undefined;
  /** The object of a record that must be there before. */
  readonly seed: string | undefined;
  /** What the function is given, and what its class is. */
  readonly inputs: readonly Shape[];
  readonly constructorInputs: readonly Shape[];
  /** Variables of the environment that the module reads. */
  readonly environment: readonly string[];
  /** Whether requests are sent by axios, or by jsforce. */
  readonly axios: boolean;
  readonly jsforce: boolean;
  /** Whether some go where only the org knows what to answer, such as its own code. */
  readonly others: boolean;
}

/** A complete test for a function. */
export function testText(plan: TestPlan): string {
  const { style, name, base, effect, keyField, seed } = plan;
  const scenarios = SCENARIOS.filter(({ effects }) => !effects || effects.includes(effect));
  const records = effect === 'create' ? (seed === undefined ? 1 : 2) : undefined;
  const tests = scenarios.map(({ text }) => text(name, { records, isKeyed: keyField !== undefined })).join('\n');
  const expectations = scenarios.flatMap((one) => one.expectations).filter((one) => tests.includes(`${one}(`));
  const whole = [
    `// How ${name} of ${base} stands an outage: a Salesforce that follows a script answers, with a clock of its own, so that`,
    '// minutes take milliseconds. The arguments are made up: see that they make sense.',
    ...importsOf(plan, [...new Set(expectations)]),
    ...settingUp(plan),
    ...(plan.others ? OTHERS : []),
    callDuring(plan),
    tests,
    '',
  ].join('\n');
  return style.syntax === 'typescript'
    ? whole
    : whole.replaceAll(/(?<=\.\.\.script): string\[\]|(?<=\{ path \}): \{[^}]+\}/g, '');
}

function importsOf(plan: TestPlan, expectations: readonly string[]): string[] {
  const { style, callable, base, axios, environment, jsforce } = plan;
  const kit = ['bulkApi', 'compositeApi', ...expectations, 'platformApi', 'salesforceOutage'].toSorted().join(', ');
  const lines = [
    style.framework.testImport,
    ...(environment.some((name) => environmentValue(name) === PRIVATE_KEY)
      ? ["import { generateKeyPairSync } from 'node:crypto';"]
      : []),
    ...(jsforce && style.syntax !== 'commonjs' ? ["import { createRequire } from 'node:module';"] : []),
    ...(jsforce ? ["import { Readable } from 'node:stream';"] : []),
    ...(calling(plan).call.includes('new jsforce.') ? ["import jsforce from 'jsforce';"] : []),
    ...(axios ? ["import axios from 'axios';"] : []),
    `import { ${kit} } from './salesforce-outage${style.imports.harness}';`,
  ];
  // What is read when the module is loaded must be there before.
  const isEarly = axios || environment.length > 0;
  const all = isEarly ? lines : [...lines, importOf(callable, base, style)];
  return (style.syntax === 'commonjs' ? all.map(toRequire) : all).map(wrapped);
}

/** A list of names on lines of their own where it is too long for one. */
function wrapped(line: string): string {
  const [, start = '', names = '', end = ''] = /^(\w+ \{) (.+) (\}.*)$/.exec(line) ?? [];
  return line.length <= MOST_COLUMNS ? line : `${start}\n  ${names.replaceAll(', ', ',\n  ')},\n${end}`;
}

const MOST_COLUMNS = 110;

const nameOf = ({ imported }: Callable): string => (imported === '' || imported === 'default' ? 'subject' : imported);

function importOf(callable: Callable, base: string, { imports }: ProjectStyle): string {
  const [name, from] = [nameOf(callable), `'./${base}${imports.subject}'`];
  return callable.imported === '' || callable.imported === 'default'
    ? `import ${name} from ${from};`
    : `import { ${name} } from ${from};`;
}

function toRequire(line: string): string {
  const [, names = '', from = ''] = /^import (.+) from ('[^']+');$/.exec(line) ?? [];
  return `const ${names.replaceAll(' as ', ': ')} = require(${from});`;
}

function settingUp({ environment, axios, jsforce, callable, base, style }: TestPlan): string[] {
  const variables = environment.map((name) => `process.env['${name}'] = ${environmentValue(name)};`);
  const isEarly = axios || environment.length > 0;
  return [
    '',
    "const KEY = 'KEY-1';",
    "const TOKEN = 'outage-test-token';",
    ...(variables.some((line) => line.endsWith(` ${PRIVATE_KEY};`)) ? SIGNING : []),
    ...(jsforce ? sendingJsforce(style) : []),
    ...(isEarly ? ['', ...variables] : []),
    ...(axios ? ['// So that axios sends by the fetch of the harness.', "axios.defaults.adapter = 'fetch';"] : []),
    ...(isEarly && style.syntax === 'commonjs' ? [toRequire(importOf(callable, base, style))] : []),
  ];
}

/** The function of the test that calls the one under test. */
function callDuring(plan: TestPlan): string {
  const { keyField, seed, others, callable, effect } = plan;
  const apis = ['bulkApi()', 'compositeApi', 'platformApi()', ...(others ? ['others'] : [])].join(', ');
  const { before, call } = calling(plan);
  const what = callable.member === undefined ? 'function' : 'method';
  return [
    '',
    `/** Calls the ${what} while Salesforce follows a script, one step a request. */`,
    'async function callDuring(...script: string[]) {',
    ...before,
    // Steps are meant for logins only where they say so.
    `  const outage = salesforceOutage(${effect === 'login' ? LOGIN_STEPS : 'script'}, {`,
    ...(keyField === undefined ? [] : [`    externalId: '${keyField}',`]),
    '    accessTokens: [TOKEN],',
    `    apis: [${apis}],`,
    '  });',
    ...(seed === undefined
      ? []
      : [`  const record = outage.ledger.create('${seed}', KEY, { Name: 'Ada Lovelace' }, Date.now());`]),
    `  const act = async () => ${call};`,
    '  const result = await outage.run(() => outage.call(KEY, act));',
    '  return { outage, result };',
    '}',
  ].join('\n');
}

const LOGIN_STEPS = 'script.map((step) => `${step}; on=login`)';

/** What code of the org and its settings answer is up to the org. */
const OTHERS = [
  '',
  '/** What the org answers elsewhere, such as its own code: see that it makes sense. */',
  'const others = ({ path }: { path: readonly string[] }) =>',
  "  /^(?:composite|jobs|limits|query|sobjects)/.test(path[0] ?? '') ? undefined : { status: 200, body: '{}' };",
];

/** A key for logins that are signed. */
const SIGNING = [
  "const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });",
  `const ${PRIVATE_KEY} = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();`,
];

/** jsforce sends by a package of its own. */
function sendingJsforce({ syntax }: ProjectStyle): string[] {
  const isTyped = syntax === 'typescript';
  const requiring = syntax === 'commonjs' ? 'require' : 'createRequire(import.meta.url)';
  const from = syntax === 'commonjs' ? "require('node:module').createRequire" : 'createRequire';
  return [
    '',
    '// So that jsforce sends by the fetch of the harness.',
    `const nodeFetch = ${from}(${requiring}.resolve('jsforce'))('node-fetch');`,
    `nodeFetch.default = async (url${isTyped ? ': string' : ''}, { method, headers, body }${isTyped ? ': any' : ''}) => {`,
    `  const sent${isTyped ? ': Buffer[]' : ''} = [];`,
    '  for await (const chunk of body ?? []) sent.push(Buffer.from(chunk));',
    '  const answer = await fetch(url, { method, headers, ...(body && { body: Buffer.concat(sent).toString() }) });',
    '  const text = Readable.from([await answer.text()]);',
    '  return new nodeFetch.Response(text, { status: answer.status, headers: [...answer.headers] });',
    '};',
  ];
}

function calling(plan: TestPlan): { before: string[]; call: string } {
  const { callable, inputs, constructorInputs, keyField, style, axios, environment, base } = plan;
  const argumentsOf = (shapes: readonly Shape[], isLong = false): string => {
    const values = shapes.map((shape) => madeUp(shape, { keyField }, style.syntax === 'typescript'));
    return isLong ? values.map((value) => `\n    ${value},`).join('') : values.join(', ');
  };
  const isLate = (axios || environment.length > 0) && style.syntax !== 'commonjs';
  const name = nameOf(callable);
  const loaded = callable.imported === 'default' || callable.imported === '' ? `default: ${name}` : name;
  const before = isLate ? [`  const { ${loaded} } = await import('./${base}${style.imports.subject}');`] : [];
  const owner = callable.made ? `new ${name}(${argumentsOf(constructorInputs)})` : name;
  const called = callable.member === undefined ? owner : `${owner}.${callable.member}`;
  const call = `${called}(${argumentsOf(inputs)})`;
  return { before, call: call.length <= MOST_COLUMNS - 30 ? call : `${called}(${argumentsOf(inputs, true)}\n  )` };
}
