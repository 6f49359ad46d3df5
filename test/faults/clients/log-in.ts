import type { Connection } from '../cell.ts';

/** A login with the client-credentials flow, sent once: how the clients renew a session that has ended. */
export async function logIn({ instanceUrl }: Connection): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'payments',
    client_secret: 'not-very-secret',
  });
  const response = await fetch(`${instanceUrl}/services/oauth2/token`, { method: 'POST', body });
  if (!response.ok) {
    throw Object.assign(new Error(`The login failed: HTTP ${response.status}.`), { status: response.status });
  }
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}
