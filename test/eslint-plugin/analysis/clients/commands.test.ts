import { describe, expect, it } from 'vitest';
import { type Around, callsIn } from '../../../support/model.ts';

const SF = "import { Flags, SfCommand } from '@salesforce/sf-plugins-core';\n";
const SFDX = "import { SfdxCommand } from '@salesforce/command';\n";

/** Client, endpoint and state of the retry of each certain call. */
function found(code: string, around: Around = {}): string[] {
  return callsIn(code, { typescript: true, path: '/repo/src/show.ts', ...around }).flatMap(
    ({ client, confidence, endpoint, facts }) =>
      confidence === 'certain' ? [`${client.name} ${endpoint?.id ?? ''} ${facts.retry.state}`] : [],
  );
}

const command = (run: string): string =>
  `${SF}export default class Show extends SfCommand<void> {
  public static readonly flags = { 'target-org': Flags.requiredOrg() };
  public async run() { ${run} }
}`;

const withCore = (range: string): Around => ({
  files: { '/repo/package.json': `{ "dependencies": { "@salesforce/core": "${range}" } }` },
});

const QUERY = "conn.query('SELECT Id FROM Account');";

describe('the connection of a command of the Salesforce CLI', () => {
  it.each([
    `const { flags } = await this.parse(Show); const conn = flags['target-org'].getConnection(); await ${QUERY}`,
    `const { flags } = await this.parse(Show); const conn = flags['target-org']!.getConnection('60.0'); await ${QUERY}`,
    `const { flags } = await this.parse(Show); const org = flags['target-org']; const conn = org.getConnection(); await ${QUERY}`,
    `const { flags } = await this.parse(Show); const { 'target-dev-hub': hub } = flags; const conn = hub.getConnection(); await ${QUERY}`,
    `const { flags } = await this.parse(Show); const hub = await flags['target-org'].getDevHubOrg(); const conn = hub.getConnection(); await ${QUERY}`,
    `const parsed = await this.parse(Show); const conn = parsed.flags.hub.getConnection(); await ${QUERY}`,
    `const { flags } = await this.parse(Show); for (const id of ids) { const conn = flags['target-org'].getConnection(); await ${QUERY} }`,
  ])('is that of a flag: %s', (run) => {
    expect(found(command(run))).toEqual(['@salesforce/core Connection query present']);
    expect(found(command(run), withCore('^5.3.0'))).toEqual(['@salesforce/core Connection query absent']);
  });

  it.each([
    `class Show extends SfdxCommand { async run() { const conn = this.org.getConnection(); await ${QUERY} } }`,
    `export default class extends SfdxCommand { async run() { const conn = this.hubOrg!.getConnection(); await ${QUERY} } }`,
    `class Show extends SfdxCommand { async run() { const hub = await this.org.getDevHubOrg(); const conn = hub.getConnection(); await ${QUERY} } }`,
    `class Show extends SfdxCommand { private conn = this.org.getConnection(); run() { return this.${QUERY} } }`,
    `abstract class Base extends SfdxCommand {} class Show extends Base { async run() { const conn = this.org.getConnection(); await ${QUERY} } }`,
  ])('is that of its org: %s', (code) => {
    expect(found(SFDX + code)).toEqual(['@salesforce/core Connection query absent']);
  });

  it('is known below a class of another file', () => {
    const files = {
      '/repo/src/base.ts': `${SF}export abstract class Base<T> extends SfCommand<T> {
  protected flags;
  public async init() { const { flags } = await this.parse({}); this.flags = flags; }
}`,
    };
    const code = `import { Base } from './base.js';\nclass Show extends Base<void> { async run() { const conn = this.flags['target-org'].getConnection(); await ${QUERY} } } // sfdc`;
    expect(found(code, { files })).toEqual(['@salesforce/core Connection query present']);
  });

  it.each([
    `${SF}class Show { async run() { const { flags } = await this.parse(Show); const conn = flags['target-org'].getConnection(); await ${QUERY} } }`,
    `import { Command } from '@oclif/core';\nclass Show extends Command { async run() { const { flags } = await this.parse(Show); const conn = flags.org.getConnection(); await ${QUERY} } } // sfdc`,
    `${SFDX}class Show extends SfdxCommand { org = { getConnection: () => mysql }; async run() { const conn = this.org.getConnection(); await ${QUERY} } }`,
    `${SFDX}class Show extends SfdxCommand { async run() { const conn = this.store.getConnection(); await ${QUERY} } }`,
    `${SFDX}class Store { async run() { const conn = this.org.getConnection(); await ${QUERY} } }`,
  ])('is none where nothing says so: %s', (code) => {
    expect(found(code)).toEqual([]);
  });
});
