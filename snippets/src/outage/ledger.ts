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

/** One write that was carried out, whether or not anybody heard of it. */
export interface Commit {
  readonly key: string;
  readonly id: string;
  readonly change: 'created' | 'updated' | 'deleted';
  /** ms since 1970. */
  readonly at: number;
  /** The how many-th request for this key it was. */
  readonly attempt: number;
}

/** What a write knows of the request that it belongs to. */
export interface WriteMoment {
  readonly at: number;
  readonly attempt: number;
}

/** The truth: what was committed, by the key that the business knows a record by. */
export class Ledger {
  #byKey = new Map<string, readonly StoredRecord[]>();
  #byId = new Map<string, StoredRecord>();
  #commits: Commit[] = [];
  #created = 0;

  /** Every write that was carried out, in order. */
  get commits(): readonly Commit[] {
    return this.#commits;
  }

  /** Every record that is there. */
  get records(): readonly StoredRecord[] {
    return [...this.#byId.values()];
  }

  /** The records with an external id; more than one is a duplicate. */
  recordsOf(key: string): readonly StoredRecord[] {
    return this.#byKey.get(key) ?? [];
  }

  find(id: string): StoredRecord | undefined {
    // Salesforce takes an id of 15 characters too.
    return this.#byId.get(id) ?? this.records.find((record) => record.id.startsWith(id) && id.length === 15);
  }

  /** Adds a record, whether or not there is one with this key. */
  create(object: string, key: string | undefined, fields: StoredRecord['fields'], moment: WriteMoment): StoredRecord {
    this.#created += 1;
    const id = `a00${String(this.#created).padStart(12, '0')}AAA`;
    const record: StoredRecord = {
      id,
      object,
      key: key ?? id,
      fields,
      at: moment.at,
    };
    this.#put(record);
    this.#commit(record, 'created', moment);
    return record;
  }

  /** Changes the given fields of a record; the others stay. */
  update(record: StoredRecord, fields: StoredRecord['fields'], moment: WriteMoment): void {
    const changed = { ...record, fields: { ...record.fields, ...fields } };
    this.#put(changed);
    this.#commit(changed, 'updated', moment);
  }

  delete(record: StoredRecord, moment: WriteMoment): void {
    this.#byId.delete(record.id);
    this.#setKey(
      record.key,
      this.recordsOf(record.key).filter(({ id }) => id !== record.id),
    );
    this.#commit(record, 'deleted', moment);
  }

  /** Does all of `work`, or, when that answers false, nothing of it. */
  transaction(work: () => boolean): void {
    const [byKey, byId, commits] = [new Map(this.#byKey), new Map(this.#byId), [...this.#commits]];
    if (work()) return;
    [this.#byKey, this.#byId, this.#commits] = [byKey, byId, commits];
  }

  #put(record: StoredRecord): void {
    this.#byId.set(record.id, record);
    this.#setKey(record.key, [...this.recordsOf(record.key).filter(({ id }) => id !== record.id), record]);
  }

  #setKey(key: string, records: readonly StoredRecord[]): void {
    if (records.length === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, records);
  }

  #commit({ key, id }: StoredRecord, change: Commit['change'], { at, attempt }: WriteMoment): void {
    this.#commits.push({ key, id, change, at, attempt });
  }
}
