/** A made-up project, so that the bench has files that lead to each other as real ones do. */

/** The one place that talks to Salesforce. */
export function client(): string {
  return `import { tokenFor } from './token.js';

const INSTANCE_URL = process.env.SALESFORCE_INSTANCE_URL;
const VERSION = 'v60.0';

export class SalesforceError extends Error {
  constructor(message, status, body) {
    super(message);
    this.name = 'SalesforceError';
    this.status = status;
    this.body = body;
  }
}

export async function request(path, { method = 'GET', body, headers = {} } = {}) {
  const token = await tokenFor('salesforce');
  const response = await fetch(\`\${INSTANCE_URL}/services/data/\${VERSION}\${path}\`, {
    method,
    headers: { Authorization: \`Bearer \${token}\`, 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.status === 204) return undefined;
  const text = await response.text();
  const parsed = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) {
    const [first] = Array.isArray(parsed) ? parsed : [parsed];
    throw new SalesforceError(first?.message ?? response.statusText, response.status, parsed);
  }
  return parsed;
}

export const get = (path) => request(path);
export const post = (path, body) => request(path, { method: 'POST', body });
export const patch = (path, body) => request(path, { method: 'PATCH', body });
export const remove = (path) => request(path, { method: 'DELETE' });
`;
}

/** One object of Salesforce, with what the project does to it. */
export function repository(index: number): string {
  return `import { get, patch, post, remove, SalesforceError } from '../client.js';

const OBJECT = 'Invoice${index}__c';
const FIELDS = ['Id', 'Name', 'Amount__c', 'Currency__c', 'Customer__c', 'DueDate__c', 'Status__c'];

export function toRecord(invoice) {
  return {
    Name: invoice.number,
    Amount__c: Number(invoice.amount.toFixed(2)),
    Currency__c: invoice.currency ?? 'EUR',
    Customer__c: invoice.customerId,
    DueDate__c: invoice.dueDate.toISOString().slice(0, 10),
    Status__c: invoice.paid ? 'Paid' : 'Open',
  };
}

export function fromRecord(record) {
  return {
    id: record.Id,
    number: record.Name,
    amount: record.Amount__c,
    currency: record.Currency__c,
    customerId: record.Customer__c,
    dueDate: new Date(record.DueDate__c),
    paid: record.Status__c === 'Paid',
  };
}

export async function find(id) {
  try {
    return fromRecord(await get(\`/sobjects/\${OBJECT}/\${id}?fields=\${FIELDS.join(',')}\`));
  } catch (error) {
    if (error instanceof SalesforceError && error.status === 404) return undefined;
    throw error;
  }
}

export async function search(customerId, { limit = 200 } = {}) {
  const where = \`Customer__c = '\${customerId.replaceAll("'", "\\\\'")}'\`;
  const soql = \`SELECT \${FIELDS.join(', ')} FROM \${OBJECT} WHERE \${where} LIMIT \${limit}\`;
  const found = [];
  let page = await get(\`/query?q=\${encodeURIComponent(soql)}\`);
  for (;;) {
    found.push(...page.records.map(fromRecord));
    if (page.done) return found;
    page = await get(page.nextRecordsUrl.replace(/^.*(?=\\/query)/, ''));
  }
}

export async function create(invoice) {
  const { id } = await post(\`/sobjects/\${OBJECT}\`, toRecord(invoice));
  return { ...invoice, id };
}

export async function save(invoice) {
  await patch(\`/sobjects/\${OBJECT}/Number__c/\${encodeURIComponent(invoice.number)}\`, toRecord(invoice));
}

export async function discard(id) {
  await remove(\`/sobjects/\${OBJECT}/\${id}\`);
}
`;
}

/** What uses a repository: most code of a project. */
export function handler(index: number): string {
  return `import { create, find, save, search } from '../repositories/${index % 20}.js';

const LIMITS = { small: 100, medium: 1000, large: 10_000 };

function validate(body) {
  const problems = [];
  if (typeof body.number !== 'string' || !/^INV-\\d{6}$/.test(body.number)) problems.push('number');
  if (!Number.isFinite(body.amount) || body.amount <= 0) problems.push('amount');
  if (body.currency !== undefined && !/^[A-Z]{3}$/.test(body.currency)) problems.push('currency');
  if (Number.isNaN(Date.parse(body.dueDate))) problems.push('dueDate');
  return problems;
}

function sizeOf(amount) {
  for (const [size, limit] of Object.entries(LIMITS)) if (amount <= limit) return size;
  return 'huge';
}

export async function onCreate(request, response) {
  const problems = validate(request.body);
  if (problems.length > 0) return response.status(400).json({ problems });
  const invoice = { ...request.body, dueDate: new Date(request.body.dueDate), size: sizeOf(request.body.amount) };
  try {
    const created = await create(invoice);
    return response.status(201).json(created);
  } catch (error) {
    request.log.error({ error, number: invoice.number }, 'not created');
    return response.status(502).json({ message: 'Salesforce did not take the invoice.' });
  }
}

export async function onRead(request, response) {
  const invoice = await find(request.params.id);
  if (!invoice) return response.status(404).end();
  return response.json({ ...invoice, size: sizeOf(invoice.amount) });
}

export async function onList(request, response) {
  const invoices = await search(request.params.customer, { limit: Number(request.query.limit ?? 50) });
  const total = invoices.reduce((sum, { amount, paid }) => (paid ? sum : sum + amount), 0);
  return response.json({ invoices, total: Math.round(total * 100) / 100 });
}

export async function onPaid(event) {
  const invoices = await search(event.customerId);
  const open = invoices.filter(({ paid }) => !paid).sort((one, other) => one.dueDate - other.dueDate);
  let left = event.amount;
  for (const invoice of open) {
    if (invoice.amount > left) break;
    left -= invoice.amount;
    await save({ ...invoice, paid: true });
  }
  return left;
}
`;
}
