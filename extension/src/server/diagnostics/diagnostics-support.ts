/** How diagnostics reach the client: sent to it, or given when it asks. */
export interface DiagnosticsSupport {
  /** A document has been opened or edited. */
  changed(uri: string): void;
  /** Something that diagnostics rest on may have changed: what is shown of these documents is looked at again. */
  review(uris: readonly string[]): Promise<void>;
  /** What all diagnostics rest on has changed, such as settings. */
  refresh(): void;
  closed(uri: string): void;
}
