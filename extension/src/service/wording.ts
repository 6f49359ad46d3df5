import { consequenceOf, pathIn, type SalesforceCall } from 'eslint-plugin-salesforce-resilience/analysis';

/** The method of a call, as far as it is known. */
export function methodOf({ method }: SalesforceCall): string {
  return method.state === 'present' ? method.value : method.state === 'absent' ? 'GET' : 'Request';
}

/** What a call is aimed at, in a word or two: `Payment__c`, `/services/data/v60.0/limits`, `Salesforce`. */
export function targetOf({ endpoint, url }: SalesforceCall): string {
  return endpoint?.sobject ?? (pathIn(url.text) || 'Salesforce');
}

/** What a call does in the org, as a sentence without its end. */
export function effectOf({ endpoint }: SalesforceCall): string {
  const object = endpoint?.sobject === undefined ? undefined : `\`${endpoint.sobject}\``;
  switch (endpoint?.effect) {
    case 'read':
      return object ? `Reads ${object}` : 'Reads';
    case 'create':
      return object ? `Creates a ${object} record` : 'Creates records';
    case 'update':
      return object ? `Updates a ${object} record` : 'Updates records';
    case 'upsert':
      return object
        ? `Creates or updates a ${object} record by its external id`
        : 'Creates or updates records by their external id';
    case 'delete':
      return object ? `Deletes a ${object} record` : 'Deletes';
    case 'event':
      return object ? `Publishes the event ${object}` : 'Publishes an event';
    case 'job':
      return 'Runs a part of a job';
    case 'action':
      return 'Runs code or automation of the org';
    case 'login':
      return 'Logs in';
    default:
      return 'Sends a request to Salesforce';
  }
}

/** What becomes of the work when the call fails for good. */
export function lossOf(call: SalesforceCall): string {
  return call.endpoint?.effect === 'login' ? 'whatever waits for this login fails with it' : consequenceOf(call);
}

/** What repeats a call, for a sentence. */
export const REPEATERS = {
  client: 'the client itself',
  helper: 'a retry helper',
  interceptor: 'an interceptor of the instance',
  loop: 'the loop around it',
  package: 'the retry around it',
  queue: 'the queue around it',
  recursion: 'the function around it, which calls itself',
} as const;
