import { json, type OrgApi } from './org-api.ts';

const DAILY_LIMIT = 100_000;

/**
 * What may be asked to learn whether Salesforce is there: the limits, the resources of a version, other API families
 * and Apex REST. With it, every answer tells in `Sforce-Limit-Info` how many requests were used.
 */
export function platformApi(): OrgApi {
  let used = 0;
  return ({ method, path }, { headers }) => {
    // A request within another one is counted with that.
    if (!headers['Sforce-Limit-Info']) used += 1;
    headers['Sforce-Limit-Info'] = `api-usage=${used}/${DAILY_LIMIT}`;
    const [root = '', ...more] = path;
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    if (root === 'limits' && more.length === 0) {
      return json(200, { DailyApiRequests: { Max: DAILY_LIMIT, Remaining: DAILY_LIMIT - used } });
    }
    // Apex REST is the org's own code: there is something to read at each address.
    return /^(?:|connect|chatter|wave|analytics|apexrest)$/.test(root) ? json(200, {}) : undefined;
  };
}
