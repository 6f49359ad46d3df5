/** Puts new access tokens in the place of refused ones; one login serves all calls that wait for it. */
export function createTokens(refreshToken: () => Promise<string>) {
  const refused = new Set<string>();
  let current = '';
  let login: Promise<string> | undefined;
  const renew = async (headers: Headers): Promise<string> => {
    const [scheme, token = ''] = headers.get('Authorization')?.split(' ') ?? [];
    if (!refused.has(token)) return token;
    if (current === '' || refused.has(current)) {
      current = await (login ??= refreshToken().finally(() => (login = undefined)));
      // Salesforce may answer with the token of a session that still lives.
      refused.delete(current);
    }
    headers.set('Authorization', `${scheme} ${current}`);
    return current;
  };
  /** Notes that a token was refused; gives whether there was one. */
  const refuse = (token = ''): boolean => token !== '' && refused.add(token).has(token);
  return { renew, refuse };
}
