import type { Files } from 'eslint-plugin-salesforce-resilience/analysis';

/** What differs between the places a server runs in. Whatever is missing is done without. */
export interface Runtime {
  /** The files of the workspace; none in a browser. */
  readonly disk?: Disk | undefined;
  /** The projects' own ESLint. It is asked in trusted workspaces only, since it runs their code. */
  readonly eslint?: ProjectEslint | undefined;
}

/** The files on disk. */
export interface Disk {
  readonly files: Files;
  /** Makes `files` look again at what it remembers, since the client says that files have changed. */
  lookAgain(): void;
}

/** What the ESLint configuration of a project says about our rules. */
export interface ProjectEslint {
  /**
   * @param folder - Absolute path of the workspace folder.
   * @param path - Absolute path of the file.
   * @returns Undefined where the folder has no ESLint, no configuration, or one without our plugin.
   * @throws whatever ESLint or the configuration throws.
   */
  rulesFor(folder: string, path: string): Promise<EslintRules | undefined>;
  /** Reads configurations anew when next asked, since files have changed. */
  forget(): void;
}

/** Our part of an ESLint configuration, for one file. */
export interface EslintRules {
  /** How each rule is reported, by its short name; a rule that is not named is off. */
  readonly severities: Readonly<Record<string, 'error' | 'off' | 'warn'>>;
  /** The value of `settings['salesforce-resilience']`. */
  readonly settings: unknown;
}
