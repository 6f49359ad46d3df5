import { describe, expect, it } from 'vitest';
import type { Client, Operation } from '../../../../eslint-plugin/src/analysis/clients/client.ts';
import { callsIn } from '../../../support/model.ts';
import { argumentsOf, decoyOf, importOf, membersOf, SPELLINGS, URL, waysTo, WRITTEN } from './writing.ts';

/** What is found in words: for each call the client, the method and the URL. */
function found(code: string): string[] {
  return callsIn(code).map(({ client, method, url }) => {
    const name = method.state === 'present' ? method.value : method.state;
    return `${client.name} ${name} ${url.text}`;
  });
}

/** The HTTP method by the name of a function, without a look at the tables. */
function methodOf({ call }: Operation, { name }: Client): string {
  if (name === 'graphql-request') return 'POST';
  const verb = /^(get|head|del|delete|opts|options|post|put|patch)(?:JSON|Form)?$/.exec(call)?.[1];
  // `https.get` takes any method from its options.
  if (verb === undefined || name === 'https.request') return 'PATCH';
  const short: Readonly<Record<string, string>> = { del: 'DELETE', opts: 'OPTIONS' };
  return short[verb] ?? verb.toUpperCase();
}

it('are written for every client of the tables', () => {
  expect(WRITTEN.map(({ id }) => id).toSorted()).toEqual(Object.keys(SPELLINGS).toSorted());
});

describe.each(WRITTEN.filter(({ client }) => client.salesforce !== true))('the operations of $id', ({ id, client }) => {
  const spelling = SPELLINGS[id]!;
  const { name, receiver } = spelling;
  const before = `${importOf(client, spelling)}\nconst verb = 'patch';\n`;
  const inFunction = (code: string): string => (client.handed ? `async function run(${name}) { ${code} }` : code);
  type Write = (operation: Operation, args: string) => string;
  const table = (
    operations: readonly Operation[],
    entry: (operation: Operation) => string[],
  ): Record<string, string[]> => Object.fromEntries(operations.map((operation) => [operation.call, entry(operation)]));
  const expectFound = (write: Write, operations = client.operations): void => {
    const code = (operation: Operation): string =>
      inFunction(write(operation, argumentsOf(client, operation, spelling.url)));
    expect(table(operations, (operation) => found(before + code(operation)))).toEqual(
      table(operations, (operation) => [`${client.name} ${methodOf(operation, client)} ${URL}`]),
    );
  };

  it('are found once', () => {
    expectFound((operation, args) => `await ${membersOf(receiver, operation)}(${args});`);
  });

  it('are found under another name', () => {
    expectFound((operation, args) => `const again = ${membersOf(receiver, operation)};\nawait again(${args});`);
  });

  it('are found when they are taken out of an object', () => {
    const named = client.operations.filter(({ call }) => call !== '*');
    expectFound((operation, args) => {
      const whole = membersOf(receiver, operation);
      const [, holder = '', key = ''] = operation.call === '' ? [] : (/^(.*)\.(\w+)$/.exec(whole) ?? []);
      const taken = holder ? `const { ${key}: taken } = ${holder};` : `const { taken } = { taken: ${whole} };`;
      return `${taken}\nawait taken(${args});`;
    }, named);
  });

  it('are found once in a function that is given something else', () => {
    expectFound((operation, args) => `async function load(id) { return ${membersOf(receiver, operation)}(${args}); }`);
  });

  it('are not found where the file has something else of that name', () => {
    const isMade = /^new |\(/.test(receiver);
    const other = isMade ? `new ${name}()` : receiver;
    const decoy = ({ call }: Operation): string => {
      if (isMade) return `class ${name} {}`;
      const path = [...receiver.split('.').slice(1), ...call.split('.')].filter((part) => part !== '');
      return `const ${name} = ${decoyOf(path)};`;
    };
    const code = (operation: Operation): string =>
      `const verb = 'patch';\n${decoy(operation)}\n${membersOf(other, operation)}(${argumentsOf(client, operation)});`;
    expect(client.operations.flatMap((operation) => found(code(operation)))).toEqual([]);
  });
});

const NOT_HANDED = WRITTEN.filter(({ client }) => client.salesforce !== true && client.handed !== true);

it.each(NOT_HANDED)('a parameter hides the name of $id', ({ id, client }) => {
  const { name, receiver } = SPELLINGS[id]!;
  const before = `${importOf(client, SPELLINGS[id]!)}\nconst verb = 'patch';\n`;
  const code = (operation: Operation): string =>
    `${before}function load(${name}) { return ${membersOf(receiver, operation)}(${argumentsOf(client, operation)}); }`;
  expect(client.operations.flatMap((operation) => found(code(operation)))).toEqual([]);
});

describe.each(WRITTEN.filter(({ client }) => client.modules.length > 0))('$id', ({ id, client }) => {
  const spelling = SPELLINGS[id]!;
  const [operation] = client.operations;
  const modules = client.modules.flatMap((module) => (/^https?$/.test(module) ? [module, `node:${module}`] : [module]));
  const ways = modules.flatMap((module) => waysTo(module, spelling).map((way) => [module, ...way] as const));

  it.each(ways)('is found in %s as %s', (_, __, before, root) => {
    const receiver = spelling.receiver.replace(spelling.name, root);
    const code = `${before}\nawait ${membersOf(receiver, operation!)}(${argumentsOf(client, operation!, spelling.url)});`;
    expect(callsIn(code).map((call) => call.client.name)).toEqual([client.name]);
  });
});
