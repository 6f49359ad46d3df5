/** A field that a create may be upserted by. */
export interface ExternalIdChoice {
  readonly field: string;
  /** Whether the settings, the body or the metadata of the project name it. */
  readonly isKnown: boolean;
}

/** The fields to choose from: those that are known, in their order, and what is typed where it may be another one. */
export function externalIdChoices(known: readonly string[], typed: string): readonly ExternalIdChoice[] {
  const field = typed.trim();
  const isNew = isFieldName(field) && !known.some((one) => one.toLowerCase() === field.toLowerCase());
  return [...known.map((one) => ({ field: one, isKnown: true })), ...(isNew ? [{ field, isKnown: false }] : [])];
}

/** Whether Salesforce could have a field of this API name: a letter, then letters, digits and underscores. */
export function isFieldName(text: string): boolean {
  return /^[a-z]\w*$/i.test(text);
}
