/** What a client may tell the server as `initializationOptions`; all of it optional. */
export interface InitializationOptions {
  /** Whether code of the workspace may be run, such as its own ESLint; not unless set. */
  readonly trusted: boolean;
  /** Whether the ESLint extension is active, and shows what the project's ESLint finds. */
  readonly eslintExtensionActive: boolean;
  /** Whether the client carries out the commands of requests.ts and knows the custom notifications. */
  readonly commands: boolean;
  /** The client's language: translations by the English text, as of VS Code's `l10n`. */
  readonly l10n: Readonly<Record<string, string>>;
  /** The settings under `salesforceResilience`, for clients that cannot be asked for them. */
  readonly settings: unknown;
}

/** What a client has sent, however malformed: what is of another type counts as not set. */
export function initializationOptionsFrom(sent: unknown): InitializationOptions {
  const given: Readonly<Record<string, unknown>> = typeof sent === 'object' && sent !== null ? { ...sent } : {};
  return {
    trusted: given['trusted'] === true,
    eslintExtensionActive: given['eslintExtensionActive'] === true,
    commands: given['commands'] === true,
    l10n: textsIn(given['l10n']),
    settings: given['settings'],
  };
}

function textsIn(sent: unknown): Readonly<Record<string, string>> {
  if (typeof sent !== 'object' || sent === null) return {};
  return Object.fromEntries(
    Object.entries(sent).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
