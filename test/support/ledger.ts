/** A record as Salesforce has it. */
export interface StoredRecord {
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** When it was committed (ms since 1970). */
  readonly at: number;
}

/** What was committed, by the key that the business knows a record by: more than one record for a key is a duplicate. */
export class Ledger {
  readonly #records = new Map<string, StoredRecord[]>();
  #count = 0;

  /** Adds a record, whether or not there is one with this key. */
  create(key: string, fields: StoredRecord['fields'], at: number): string {
    this.#count += 1;
    const id = `a00${String(this.#count).padStart(12, '0')}AAA`;
    this.#records.set(key, [...this.recordsOf(key), { id, fields, at }]);
    return id;
  }

  /** Updates the record with this key, or adds it. */
  upsert(key: string, fields: StoredRecord['fields'], at: number): { id: string; created: boolean } {
    const [existing] = this.recordsOf(key);
    if (!existing) return { id: this.create(key, fields, at), created: true };
    this.#records.set(key, [{ ...existing, fields: { ...existing.fields, ...fields } }]);
    return { id: existing.id, created: false };
  }

  recordsOf(key: string): readonly StoredRecord[] {
    return this.#records.get(key) ?? [];
  }

  /** How many keys have a record. */
  get recorded(): number {
    return this.#records.size;
  }

  /** How many records are there once too often. */
  get duplicates(): number {
    return this.#count - this.#records.size;
  }
}
