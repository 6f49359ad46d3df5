import type { Connection, Payment } from '../cell.ts';
import type { Client, Send } from './client.ts';
import { loadByHand } from './load-by-hand.ts';

/** The fields of a payment; an upsert has its external id in the URL. */
export const fieldsOf = ({ amount, customerId, reference }: Payment, isUpsert: boolean): Record<string, unknown> => ({
  Amount__c: amount,
  Customer__c: customerId,
  ...(!isUpsert && { Reference__c: reference }),
});

/** Where the payments of an org are. */
const paymentsUrl = (instanceUrl: string): string => `${instanceUrl}/services/data/v62.0/sobjects/Payment__c`;

/** A client for one that only knows how to send requests. */
export function restClient({ instanceUrl }: Connection, send: Send): Client {
  const url = paymentsUrl(instanceUrl);
  return {
    create: (payment) => send({ method: 'POST', url, body: JSON.stringify(fieldsOf(payment, false)) }),
    upsert: (payment) => {
      const body = JSON.stringify(fieldsOf(payment, true));
      return send({ method: 'PATCH', url: `${url}/Reference__c/${encodeURIComponent(payment.reference)}`, body });
    },
    load: (payments) => loadByHand(instanceUrl, payments, send),
  };
}
