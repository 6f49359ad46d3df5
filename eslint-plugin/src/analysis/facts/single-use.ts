import type { TSESTree } from '@typescript-eslint/types';
import type { ClientCall } from '../clients/index.ts';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { walk } from '../source.ts';
import { chainedOn, memberName, variableOf } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';

/** Grants that may be repeated; a login that can send one of them too is worth a retry. */
const OTHER_GRANTS = /\b(?:refresh_token|client_credentials|password|jwt-bearer|saml2-bearer|device)\b/;

/** Where a code is redeemed: at Salesforce's login, or Marketing Cloud's. */
const REDEEMS = /^(?:oauth|mc)-token$/;

/** Functions of jsforce that send a code, unless they are given the parameters of another grant. */
const TAKES_CODE = /^(?:authorize|requestToken)$/;

/**
 * Whether a login sends an authorization code, which is valid once: repeating the exchange fails, and may revoke the
 * tokens of the first one (RFC 6749 §4.1.2).
 */
export function isSingleUse(call: ClientCall, endpoint: Endpoint | undefined): boolean {
  const { client, operation, args } = call;
  if (!REDEEMS.test(endpoint?.id ?? '')) return false;
  const sent = [...args, ...sentLater(call)];
  const code = sendsCode(textsIn(sent)) ?? sendsCode(textsIn(sent, 'through functions'));
  return code ?? (client.salesforce === true && TAKES_CODE.test(operation.call));
}

/** Whether the grant that texts name is that of a code; undefined where they name none. */
function sendsCode(texts: ReadonlySet<string>): boolean | undefined {
  const said = [...texts].join('\n');
  if (OTHER_GRANTS.test(said)) return false;
  return /\bauthorization_code\b/.test(said) ? true : undefined;
}

/** Functions that are given what is sent, where a request is put together by several. */
const SENDS = /^(?:field|form|query|send)$/;

/** What a request that is begun already is given: `superagent.post(url).send(body)`, `xhr.open('POST', url); xhr.send(body)`. */
function sentLater({ client, node }: ClientCall): TSESTree.Node[] {
  const { parent, callee } = node;
  const name = parent.type === 'VariableDeclarator' ? parent.id : undefined;
  const opened = client.callback === 'events' && callee.type === 'MemberExpression' ? callee.object : undefined;
  const holder = name ?? opened;
  const uses = holder ? (variableOf(holder)?.references ?? []).map(({ identifier }) => identifier) : [];
  return [node, ...uses].flatMap(givenBehind);
}

function givenBehind(start: TSESTree.Node): TSESTree.Node[] {
  const given: TSESTree.Node[] = [];
  for (let next = chainedOn(start); next; next = chainedOn(next)) {
    const name = next.callee.type === 'MemberExpression' ? memberName(next.callee) : undefined;
    if (SENDS.test(name ?? '')) given.push(...next.arguments);
  }
  return given;
}

/** So many functions that call one another are looked into. */
const MOST_FUNCTIONS = 3;

/**
 * The fixed texts in what is sent, through the variables that it names and what is called on them.
 *
 * @param through - Whether the functions of the project that make it are looked into as well.
 */
function textsIn(sent: readonly TSESTree.Node[], through?: 'through functions'): ReadonlySet<string> {
  const texts = new Set<string>();
  const seen = new Set<TSESTree.Node>();
  for (const node of sent) collect(node, through ? MOST_FUNCTIONS : 0);
  return texts;

  function collect(root: TSESTree.Node, deeper: number): void {
    if (seen.has(root)) return;
    seen.add(root);
    walk(root, (node) => {
      if (node.type === 'Literal' && typeof node.value === 'string') texts.add(node.value);
      if (node.type === 'TemplateElement') texts.add(node.value.raw);
      const maker = deeper > 0 && node.type === 'CallExpression' ? functionOf(node.callee) : undefined;
      if (maker) collect(maker.body, deeper - 1);
      const variable = node.type === 'Identifier' ? variableOf(node) : undefined;
      for (const { identifier } of variable?.references ?? []) {
        const { parent } = identifier;
        if (parent.type === 'VariableDeclarator' && parent.init) collect(parent.init, deeper);
        // `params.append('grant_type', …)` adds to what is sent.
        const call = parent.type === 'MemberExpression' && parent.object === identifier ? parent.parent : undefined;
        if (call?.type === 'CallExpression') for (const argument of call.arguments) collect(argument, deeper);
      }
    });
  }
}
