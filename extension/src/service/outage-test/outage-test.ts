import {
  dirname,
  type Files,
  nodesWithin,
  type SalesforceCall,
  textIn,
} from 'eslint-plugin-salesforce-resilience/analysis';
import type { NewFile } from '../actions/through-module.ts';
import type { LintedDocument, LintedScript } from '../documents.ts';
import { externalIdFieldsOf } from '../external-id-fields.ts';
import { environmentOf } from './environment-of.ts';
import { type Callable, findFunction } from './find-function.ts';
import { HARNESS } from './harness.generated.ts';
import { OutageTestError } from './outage-test-error.ts';
import { outageTestPath } from './outage-test-run.ts';
import { projectStyle } from './project-style.ts';
import { callsIn, reachedFrom } from './reach.ts';
import type { Effect } from './scenarios.ts';
import type { Shape } from './shape.ts';
import { shapesOf } from './shapes-from-use.ts';
import { testText } from './test-text.ts';

/** A test to be written, and what it needs. */
export interface OutageTest {
  /** The test, and the harness where it is not there yet. */
  readonly files: readonly NewFile[];
  /** What runs the test, without its path. */
  readonly run: string;
  /** The path of the test. */
  readonly path: string;
}

/**
 * Writes a test that drives a function through outages of Salesforce, beside its file and in the framework of its project.
 *
 * @param name - The name of the function, or `Class.method`.
 * @throws {OutageTestError} when the function cannot be tested so; the message says what to do.
 */
export function outageTestFor(linted: LintedDocument, name: string, files: Files | undefined): OutageTest {
  const { script, configuration } = linted;
  if (!script?.source) throw new OutageTestError('No Salesforce call is found in the file.');
  const { filename } = script.script;
  const { root } = configuration;
  const place = filename.slice(root.length + 1);
  const callable = findFunction(script.source, name, place);
  refuseProgram(script, place);
  const calls = reachedCalls(script, callable, `${name} of ${place}`);
  const style = projectStyle(script.script, script.source, root, files);
  const base = filename.slice(dirname(filename).length + 1).replace(/\.[cm]?[jt]sx?$/, '');
  const [first = calls[0]] = calls.filter(creates);
  const keyField = first && keyFieldOf(first, calls, linted);
  const inputs = shapesOf(callable.node);
  const effect = effectOf(calls);
  const code = textIn(callable.node);
  const text = testText({
    ...{ callable, name, base, style, keyField, inputs, effect, seed: seedOf(code, effect, inputs) },
    constructorInputs: callable.made ? constructorShapes(callable.made) : [],
    environment: environmentOf(script.script, files),
    axios: calls.some(({ client }) => client.name === 'axios'),
    jsforce: calls.some(({ client }) => client.name === 'jsforce'),
    others: calls.some(({ endpoint }) => !ANSWERED.test(endpoint?.id ?? '')),
  });
  const path = outageTestPath(filename, name);
  if (files?.read(path) !== undefined)
    throw new OutageTestError(`${path.slice(root.length + 1)} is there already. Remove it, and it is written anew.`);
  const harness = { path: `${dirname(filename)}/salesforce-outage${style.extension}`, text: HARNESS[style.syntax] };
  const known = files?.read(harness.path);
  if (known !== undefined && !known.includes('salesforceOutage'))
    throw new OutageTestError(
      `${harness.path.slice(root.length + 1)} is another file than the outage harness. Rename it.`,
    );
  const made = [{ path, text }, ...(known === undefined ? [harness] : [])];
  const { run, runTypescript } = style.framework;
  return { files: made, run: style.syntax === 'typescript' ? runTypescript : run, path };
}

/** A module that does its work when it is loaded would do it in the test. */
function refuseProgram({ source }: LintedScript, place: string): void {
  const isRun = source?.ast.body.find((statement) => {
    if (statement.type === 'ForOfStatement' && statement.await) return true;
    const value = statement.type === 'VariableDeclaration' ? statement.declarations[0].init : undefined;
    const expression = statement.type === 'ExpressionStatement' ? statement.expression : value;
    return expression?.type === 'AwaitExpression';
  });
  if (!isRun) return;
  throw new OutageTestError(
    `${place} runs a program when it is imported (line ${isRun.loc.start.line}). Put that into a file of its own, which imports the function.`,
  );
}

/** The calls that a function makes, itself or by others of the file; the harness can answer each of them. */
function reachedCalls({ calls, source }: LintedScript, { node }: Callable, what: string): SalesforceCall[] {
  const own = calls.filter((call) => call.source.ast === source?.ast);
  const reached = callsIn(reachedFrom(node), own);
  if (reached.length === 0) throw new OutageTestError(`${what} makes no Salesforce call that is found in its file.`);
  if (reached.every(({ facts }) => facts.singleUse))
    throw new OutageTestError(`${what} exchanges a login code, which is valid once: nothing may repeat that.`);
  if (reached.every(isRedelivered))
    throw new OutageTestError(`${what} is repeated by the queue that it works for. Test what handles the message.`);
  const foreign = reached.find(({ client }) => !REACHABLE.has(client.name));
  if (!foreign) return reached;
  throw new OutageTestError(
    `${what} sends by ${foreign.client.name}, which the harness cannot take the place of: it answers the global fetch, axios (1.7 or newer), ky and jsforce (2 or newer). ` +
      'Paste the outage server (snippet sfoutageserver), which speaks HTTP, and drive it by hand.',
  );
}

function isRedelivered({ facts: { retry } }: SalesforceCall): boolean {
  return retry.state === 'present' && retry.value.kind === 'queue';
}

const REACHABLE: ReadonlySet<string> = new Set([
  'fetch',
  'axios',
  'jsforce',
  'ky',
  'ofetch',
  'wretch',
  'salesforceFetch',
]);

/** Endpoints that the harness has answers for. */
const ANSWERED = /^(?:$|oauth-|sobject|query|composite|collections|bulk2|limits|versions|resources)/;

function effectOf(calls: readonly SalesforceCall[]): Effect {
  if (calls.some(creates) || calls.some(({ endpoint }) => endpoint?.id === 'sobject-upsert-extid')) return 'create';
  const others = calls.filter(({ endpoint }) => !/^oauth-(?:token|revoke|introspect)$/.test(endpoint?.id ?? ''));
  if (others.length === 0) return 'login';
  const methods = others.map(({ method }) => method);
  if (methods.every((one) => one.state === 'present' && /^(?:GET|HEAD)$/.test(one.value))) return 'read';
  return calls.some(({ endpoint }) => endpoint?.id.startsWith('sobject')) ? 'change' : 'other';
}

function creates({ facts: { idempotency }, endpoint }: SalesforceCall): boolean {
  return endpoint?.id === 'sobject-create' && idempotency.state === 'present' && !idempotency.value.repeatable;
}

/** The field of the external id: what an upsert names, else what a create may be upserted by. */
function keyFieldOf(
  create: SalesforceCall,
  calls: readonly SalesforceCall[],
  { configuration }: LintedDocument,
): string | undefined {
  const named = calls.flatMap((call) => /\/sobjects\/[^/]+\/(\w+)\/[^/]*\{?/.exec(textIn(call.node))?.[1] ?? []);
  return named[0] ?? externalIdFieldsOf(create, configuration)[0];
}

/** The object of a record that must be there: one that is named by its id, or that a query looks for. */
function seedOf(code: string, effect: Effect, inputs: readonly Shape[]): string | undefined {
  const [, byId = 'Payment__c'] = /\bsobject(?:s\/|\(')(\w+)(?:\/\$?\{|')/.exec(code) ?? [];
  if (inputs.some(isRecord)) return byId;
  const [, queried] = /\bFROM\s+(\w+)/i.exec(code) ?? [];
  return effect === 'read' ? queried : undefined;
}

function isRecord({ role, members }: Shape): boolean {
  return role === 'record' || [...members.values()].some(isRecord);
}

function constructorShapes(made: NonNullable<Callable['made']>): ReturnType<typeof shapesOf> {
  const [constructor] = nodesWithin(made, 'MethodDefinition').filter(({ kind }) => kind === 'constructor');
  return constructor?.value.type === 'FunctionExpression' ? shapesOf(constructor.value) : [];
}
