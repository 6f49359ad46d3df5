/** Puts new access tokens in the place of refused ones; one login serves all calls that wait for it. */
export function createTokens(refreshToken?: () => Promise<string>) {
  const refused = new Set<string>();
  let current = '';
  let login: Promise<string> | undefined;
  const partsOf = (headers: Headers): string[] => headers.get('Authorization')?.split(' ') ?? [];
  const logIn = async (): Promise<string> => {
    try {
      return (await refreshToken?.()) ?? '';
    } finally {
      login = undefined;
    }
  };
  const renew = async (headers: Headers): Promise<undefined> => {
    const [scheme, token = ''] = partsOf(headers);
    if (!refreshToken || !refused.has(token)) return;
    if (current === '' || refused.has(current)) current = await (login ??= logIn());
    // Salesforce may answer with the token of a session that still lives.
    refused.delete(current);
    headers.set('Authorization', `${scheme} ${current}`);
  };
  /** Notes that a token was refused; gives whether there may be a better one. */
  const refuse = (headers: Headers): boolean => {
    const [, token = ''] = partsOf(headers);
    return refreshToken !== undefined && token !== '' && refused.add(token).has(token);
  };
  return { renew, refuse };
}
