import type { Connection } from '../cell.ts';
import type { Client, Send, SendAs } from './client.ts';
import { logIn } from './log-in.ts';
import { restClient } from './rest-client.ts';

/** A client as its package comes: nobody has written what happens when the session ends. */
export function withoutLogin(connection: Connection, sendAs: SendAs): Client {
  return restClient(connection, (call) => sendAs(call, connection.accessToken));
}

/** A client with what its users add: a login after a 401, and one more try. */
export function withLogin(connection: Connection, sendAs: SendAs): Client {
  let token = connection.accessToken;
  const send: Send = async (call) => {
    try {
      return await sendAs(call, token);
    } catch (error) {
      if (statusOf(error) !== 401) throw error;
      token = await logIn(connection);
      return sendAs(call, token);
    }
  };
  return restClient(connection, send);
}

/** The status of the answer behind an error: packages keep it in different places. */
export function statusOf(error: unknown): number | undefined {
  const { status, statusCode, response } = Object(error) as Record<string, unknown>;
  const { status: inner, statusCode: innerCode } = Object(response) as Record<string, unknown>;
  return [status, statusCode, inner, innerCode].find((one) => typeof one === 'number');
}
