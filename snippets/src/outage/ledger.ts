/** A record as Salesforce has it. */
export interface StoredRecord {
  readonly id: string;
  /** Such as `Payment__c`. */
  readonly object: string;
  /** Its external id; its own id where it has none. */
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** When it was created (ms since 1970). */
  readonly at: number;
}

/** The truth: what was committed, whether or not anybody heard of it, by the key that the business knows a record by. */
export class Ledger {
  /** Every record that is there. */
  readonly records: StoredRecord[] = [];
  #created = 0;

  /** The records with an external id; more than one is a duplicate. */
  recordsOf(key: string): readonly StoredRecord[] {
    return this.records.filter((record) => record.key === key);
  }

  /** Adds a record, whether or not there is one with this key. */
  create(object: string, key: string | undefined, fields: StoredRecord['fields'], at: number): StoredRecord {
    this.#created += 1;
    const id = `a00${String(this.#created).padStart(12, '0')}AAA`;
    const record = { id, object, key: key ?? id, fields, at };
    this.records.push(record);
    return record;
  }

  /** Puts a record with other fields in the place of one, or nothing. */
  replace(record: StoredRecord, fields?: StoredRecord['fields']): void {
    this.records.splice(this.records.indexOf(record), 1, ...(fields ? [{ ...record, fields }] : []));
  }
}
