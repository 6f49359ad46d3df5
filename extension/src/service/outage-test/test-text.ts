import type { Callable } from './find-function.ts';
import { environmentValue, madeUp } from './made-up.ts';
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
  /** Whether requests are sent by axios, and whether some go to code of the org. */
  readonly axios: boolean;
  readonly apexRest: boolean;
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
    ...(plan.apexRest ? APEX_REST : []),
    callDuring(plan),
    compared(tests, style.framework.equal),
    '',
  ].join('\n');
  return style.syntax === 'typescript'
    ? whole
    : whole.replaceAll(/(?<=\.\.\.script): string\[\]|(?<=\{ path \}): \{[^}]+\}/g, '');
}

function importsOf({ style, callable, base, axios, environment }: TestPlan, expectations: readonly string[]): string[] {
  const kit = ['bulkApi', 'compositeApi', ...expectations, 'platformApi', 'salesforceOutage'].toSorted().join(', ');
  const lines = [
    ...style.framework.imports,
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

function settingUp({ environment, axios, callable, base, style }: TestPlan): string[] {
  const variables = environment.map((name) => `process.env['${name}'] = ${environmentValue(name)};`);
  const isEarly = axios || environment.length > 0;
  return [
    '',
    "const KEY = 'KEY-1';",
    "const TOKEN = 'outage-test-token';",
    ...(isEarly ? ['', ...variables] : []),
    ...(axios ? ['// So that axios sends by the fetch of the harness.', "axios.defaults.adapter = 'fetch';"] : []),
    ...(isEarly && style.syntax === 'commonjs' ? [toRequire(importOf(callable, base, style))] : []),
  ];
}

/** The function of the test that calls the one under test. */
function callDuring(plan: TestPlan): string {
  const { keyField, seed, apexRest, callable, effect } = plan;
  const apis = ['bulkApi()', 'compositeApi', 'platformApi()', ...(apexRest ? ['apexRest'] : [])].join(', ');
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

/** What code of the org answers is up to the org. */
const APEX_REST = [
  '',
  '/** What the code of the org answers. */',
  "const apexRest = ({ path }: { path: readonly string[] }) => (path[0] === 'apexrest' ? { status: 200, body: '{}' } : undefined);",
];

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

/** The tests with each `EQUAL(…)` as the framework has it. */
function compared(tests: string, equal: string): string {
  return tests.replaceAll(/EQUAL\((.+), ([^,]+)\);/g, (_, actual: string, expected: string) => {
    return `${equal.replace('ACTUAL', () => actual).replace('EXPECTED', () => expected)};`;
  });
}
