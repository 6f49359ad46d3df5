/** What a connection of jsforce sends requests with. */
interface Transport {
  httpRequest: (...request: unknown[]) => Promise<TransportAnswer>;
}

interface TransportAnswer {
  readonly statusCode: number;
  readonly headers: object;
}

const lastAnswers = new WeakMap<object, () => TransportAnswer | undefined>();

/**
 * What a connection of jsforce was answered last: its errors do not hold the headers, and so not Retry-After. The
 * transport of the connection is asked, which is not documented; where there is none, nothing is known.
 */
export function lastAnswerOf(connection: { readonly _transport?: object }): () => TransportAnswer | undefined {
  const transport = connection._transport as Partial<Transport> | undefined;
  const known = transport && lastAnswers.get(transport);
  if (known) return known;
  let last: TransportAnswer | undefined;
  const lastAnswer = (): TransportAnswer | undefined => last;
  if (!transport?.httpRequest) return lastAnswer;
  const send = transport.httpRequest.bind(transport);
  transport.httpRequest = (...request) => {
    const sent = send(...request);
    sent.then(
      (answer) => (last = answer),
      (): undefined => (last = undefined),
    );
    return sent;
  };
  lastAnswers.set(transport, lastAnswer);
  return lastAnswer;
}
