// Records every confirmed payment in Salesforce. The payment processor pipes its confirmations in, one JSON object a line.
import { createInterface } from 'node:readline';

interface Payment {
  reference: string;
  customerId: string;
  amount: number;
}

interface CreatedRecord {
  id: string;
  success: boolean;
}

const INSTANCE_URL = process.env['SALESFORCE_INSTANCE_URL'] ?? 'https://acme.my.salesforce.com';

async function login(): Promise<string> {
  const res = await fetch(`${INSTANCE_URL}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: process.env['SALESFORCE_CLIENT_ID'] ?? '',
      client_secret: process.env['SALESFORCE_CLIENT_SECRET'] ?? '',
    }),
  });
  const { access_token } = (await res.json()) as { access_token: string };
  return access_token;
}

async function recordPayment(payment: Payment, token: string): Promise<CreatedRecord | null> {
  const res = await fetch(`${INSTANCE_URL}/services/data/v60.0/sobjects/Payment__c`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({
      Amount__c: payment.amount,
      Customer__c: payment.customerId,
      Reference__c: payment.reference,
    }),
  });
  if (!res.ok) {
    console.error('Failed:', res.status);
    return null;
  }
  return (await res.json()) as CreatedRecord;
}

const token = await login();

for await (const line of createInterface({ input: process.stdin })) {
  const payment = JSON.parse(line) as Payment;
  recordPayment(payment, token)
    .then((record) => {
      if (record === null) console.error('Not recorded:', payment.reference);
    })
    .catch((error: unknown) => {
      console.error('Not recorded:', payment.reference, error);
    });
}
