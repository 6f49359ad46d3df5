/** The worker that a server runs in, as far as it is used: TypeScript's library of workers cannot be had beside that of pages. */
interface DedicatedWorkerGlobalScope {
  onmessage: ((event: { readonly data: unknown }) => unknown) | null;
  postMessage(message: unknown): void;
}
