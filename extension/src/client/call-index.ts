import type { CallItem, Exposure } from '../protocol/requests.ts';

/** What of the calls is shown under one exposure: files in order of their address, calls in order of their place. */
export interface ExposureGroup {
  readonly exposure: Exposure;
  readonly count: number;
  readonly files: readonly CallFile[];
}

/** The calls of one exposure in one file. */
export interface CallFile {
  readonly exposure: Exposure;
  readonly uri: string;
  readonly calls: readonly CallItem[];
}

/** The worst first, as the groups are shown. */
const EXPOSURES: readonly Exposure[] = ['duplicated', 'lost', 'early', 'unknown', 'safe'];

/** Whether an outage does harm to what is called so: what the badges count. */
export function isExposed({ exposure }: CallItem): boolean {
  return exposure === 'duplicated' || exposure === 'lost' || exposure === 'early';
}

/** The Salesforce calls that are known of, by file. It outlives the server, so nothing is lost when that ends. */
export class CallIndex {
  readonly #files = new Map<string, readonly CallItem[]>();
  readonly #scanned = new Set<string>();

  /** Replaces the calls of one file. */
  set(uri: string, calls: readonly CallItem[]): void {
    if (calls.length === 0) this.#files.delete(uri);
    else this.#files.set(uri, calls.toSorted(byPlace));
  }

  /** Replaces the calls of all files of a folder, which has been gone through. */
  setAll(calls: readonly CallItem[], folder: string): void {
    this.remove(folder);
    this.#scanned.add(folder);
    const uris = new Set(calls.map(({ location }) => location.uri));
    for (const uri of uris)
      this.set(
        uri,
        calls.filter(({ location }) => location.uri === uri),
      );
  }

  /** Forgets a file, or all files of a folder. */
  remove(uri: string): void {
    for (const known of [...this.#files.keys()])
      if (known === uri || known.startsWith(`${uri}/`)) this.#files.delete(known);
  }

  /** Whether a file is to be asked about when it has changed: its calls are listed, or its folder was gone through. */
  follows(uri: string): boolean {
    return this.#files.has(uri) || [...this.#scanned].some((folder) => uri.startsWith(`${folder}/`));
  }

  callsOf(uri: string): readonly CallItem[] {
    return this.#files.get(uri) ?? [];
  }

  exposedCount(): number {
    return [...this.#files.values()].flat().filter(isExposed).length;
  }

  /** The groups that have calls, the worst first. */
  groups(): readonly ExposureGroup[] {
    return EXPOSURES.map((exposure) => this.#group(exposure)).filter(({ count }) => count > 0);
  }

  #group(exposure: Exposure): ExposureGroup {
    const files = [...this.#files]
      .map(([uri, calls]) => ({ exposure, uri, calls: calls.filter((call) => call.exposure === exposure) }))
      .filter(({ calls }) => calls.length > 0)
      .toSorted((a, b) => (a.uri < b.uri ? -1 : 1));
    return { exposure, files, count: files.reduce((sum, { calls }) => sum + calls.length, 0) };
  }
}

function byPlace(a: CallItem, b: CallItem): number {
  const [from, to] = [a.location.range.start, b.location.range.start];
  return from.line - to.line || from.character - to.character;
}
