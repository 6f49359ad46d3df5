/** What there is to say when a person starts the server. */
export const USAGE = `salesforce-resilience-language-server speaks the Language Server Protocol with an editor. Start it with one of

  --stdio          standard input and output
  --node-ipc       the channel to the Node process that has started it
  --socket=PORT    a TCP socket on which the editor listens
  --pipe=NAME      a named pipe or a Unix socket on which the editor listens

and set it up as docs/editors.md says.
`;

/** Whether an argument says how to talk to the editor. */
export function isTransport(argument: string): boolean {
  return /^--(?:stdio|node-ipc|(?:socket|pipe)(?:=.+)?)$/.test(argument);
}
