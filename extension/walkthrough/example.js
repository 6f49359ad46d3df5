// Records a payment in Salesforce, as many integrations do. What happens to it when Salesforce answers 503?
const INSTANCE_URL = process.env.SALESFORCE_INSTANCE_URL;

export async function recordPayment(payment, token) {
  const response = await fetch(`${INSTANCE_URL}/services/data/v60.0/sobjects/Payment__c`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ Amount__c: payment.amount, Reference__c: payment.reference }),
  });
  if (!response.ok) return null;
  return response.json();
}
