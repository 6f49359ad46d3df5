import { ANGULAR_CLIENTS } from './angular.ts';
import { AXIOS_CLIENTS } from './axios.ts';
import { BROWSER_CLIENTS } from './browser.ts';
import type { Client, Operation } from './client.ts';
import { FETCH_CLIENTS } from './fetch.ts';
import { CONNECTION_CLIENTS } from './jsforce.ts';
import { MARKETING_CLOUD_CLIENTS } from './marketing-cloud.ts';
import { OTHER_SALESFORCE_CLIENTS } from './nforce.ts';
import { NODE_CLIENTS } from './node.ts';
import { PLATFORM_CLIENTS } from './platforms.ts';
import { UNDICI_CLIENTS } from './undici.ts';

/** Every client that is known, the more particular ones first. */
export const CLIENTS: readonly Client[] = [
  ...FETCH_CLIENTS,
  ...AXIOS_CLIENTS,
  ...CONNECTION_CLIENTS,
  ...OTHER_SALESFORCE_CLIENTS,
  ...MARKETING_CLOUD_CLIENTS,
  ...UNDICI_CLIENTS,
  ...NODE_CLIENTS,
  ...BROWSER_CLIENTS,
  ...ANGULAR_CLIENTS,
  ...PLATFORM_CLIENTS,
];

let byModule: ReadonlyMap<string, readonly Client[]> | undefined;

/** The clients of a module; those of the platform itself for an empty name. */
export function clientsOf(module: string): readonly Client[] {
  if (!byModule) {
    const modules = new Map<string, Client[]>();
    for (const client of CLIENTS) {
      const names = client.modules.length > 0 ? client.modules : [''];
      for (const name of names) modules.set(name, [...(modules.get(name) ?? []), client]);
    }
    byModule = modules;
  }
  return byModule.get(module) ?? [];
}

/** An operation, and the client it belongs to. */
interface Known {
  readonly client: Client;
  readonly operation: Operation;
}

let byName: ReadonlyMap<string, readonly Known[]> | undefined;

/** The operations of Salesforce libraries whose last name is `name`. */
export function salesforceOperations(name: string): readonly Known[] {
  if (!byName) {
    const names = new Map<string, Known[]>();
    for (const client of CLIENTS) {
      if (client.salesforce !== true) continue;
      for (const operation of client.operations) {
        const last = operation.call.split('.').at(-1) ?? '';
        names.set(last, [...(names.get(last) ?? []), { client, operation }]);
      }
    }
    // `tooling.sobject().create` ends like `sobject().create`, but its records are metadata.
    for (const known of names.values())
      known.sort((one, other) => other.operation.call.length - one.operation.call.length);
    byName = names;
  }
  return byName.get(name) ?? [];
}

let names: ReadonlySet<string> | undefined;

/** Whether some client has an operation that is called by this name. */
export function isOperationName(name: string): boolean {
  names ??= new Set(CLIENTS.flatMap(({ operations }) => operations.map(({ call }) => call.split('.').at(-1) ?? '')));
  return names.has(name);
}
