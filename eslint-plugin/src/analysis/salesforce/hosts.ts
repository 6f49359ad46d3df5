/** One row of the host table: name, kind, pattern. */
type HostRow = readonly [id: string, kind: HostKind, pattern: RegExp];

/** What a Salesforce host serves. `page` and `status` hosts take no API calls that a record depends on. */
export type HostKind =
  'api' | 'commerce' | 'data-cloud' | 'login' | 'marketing' | 'page' | 'pardot' | 'site' | 'status';

/** Hosts of Salesforce, the first match wins; `x` stands for a computed label. */
const HOSTS: readonly HostRow[] = [
  ['login-generic', 'login', /^(?:login|test)\.salesforce\.com$/],
  ['webto', 'page', /^webto\.salesforce\.com$/],
  ['platform-api', 'api', /^(?:test\.|dev\.)?api\.salesforce\.com$/],
  ['status', 'status', /^(?:api\.)?status\.salesforce\.com$/],
  ['mydomain', 'api', /^[a-z\d-]+(?:\.[a-z\d-]+)?\.my\.salesforce\.(?:com|mil)$/],
  [
    'instance-legacy',
    'api',
    /^(?:na|cs|eu|ap|um|ca|br|gs|jp|ind|usa|swe|deu|fra|gbr|che|ita|kor|sgp|aus|are|isr|chn)\d+[a-z]?\.(?:salesforce|force)\.com$/,
  ],
  ['setup', 'page', /\.my\.salesforce-setup\.com$/],
  ['lightning', 'page', /\.lightning\.(?:force\.com|crmforce\.mil|sfcrmapps\.cn)$/],
  ['visualforce', 'page', /\.(?:vf\.force\.com|visualforce\.com|visual\.force\.com)$/],
  ['files', 'page', /\.(?:file\.force\.com|documentforce\.com|content\.force\.com|force-user-content\.com)$/],
  ['site', 'site', /\.(?:my\.site\.com|my\.salesforce-sites\.com|force\.com)$/],
  ['government', 'api', /\.(?:cloudforce\.mil|force\.mil|crmforce\.mil)$/],
  ['china', 'api', /\.sfcrmproducts\.cn$/],
  ['alternative', 'api', /\.(?:my-salesforce\.com|cloudforce\.com|database\.com)$/],
  ['data-cloud', 'data-cloud', /\.c360a\.salesforce\.(?:com|mil)$/],
  [
    'marketing-cloud',
    'marketing',
    /\.(?:rest|auth|soap)\.marketingcloudapis\.com$|^(?:www|auth|webservice(?:\.(?:x|s\d+|test))?)\.exacttarget(?:apis)?\.com$/,
  ],
  ['b2c-commerce', 'commerce', /\.(?:api|dx)\.commercecloud\.salesforce\.com$|\.demandware\.net$/],
  ['pardot', 'pardot', /^pi(?:\.demo)?\.pardot\.com$/],
  // Whatever else Salesforce serves under its name is documentation, trust and community pages.
  ['generic', 'api', /^x\.salesforce\.com$/],
];

/** The kind of Salesforce host that `host` is; `{}` stands for what is computed. Undefined for any other host. */
export function hostKindOf(host: string): HostKind | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '').replaceAll('{}', 'x');
  return HOSTS.find(([, , pattern]) => pattern.test(name))?.[1];
}
