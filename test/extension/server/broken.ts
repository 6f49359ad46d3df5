/** A query that nothing repeats: one finding, of require-retry. */
export const LOST = `export const accounts = (token: string) =>
  fetch('https://acme.my.salesforce.com/services/data/v60.0/query?q=SELECT+Id+FROM+Account', {
    signal: AbortSignal.timeout(9000),
    headers: { Authorization: 'Bearer ' + token },
  });
`;
