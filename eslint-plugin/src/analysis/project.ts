import type { Settings } from './settings/settings.ts';
import type { SourceView } from './source.ts';

/** What the analysis knows beyond the text of one file. */
export interface Project {
  /** Absolute path of the file, with forward slashes. */
  readonly filename: string;
  /** The working directory, which paths in the settings start from. */
  readonly root: string;
  readonly settings: Settings;
  /** The other files; undefined where they cannot be read, as in a browser or in oxlint. */
  readonly modules: Modules | undefined;
}

/** The other files of a project, injected by whoever runs the rules. */
export interface Modules {
  /** The project file that an import means; undefined for a package, or when there is no such file. */
  resolve(specifier: string, from: string): string | undefined;
  /** The text of a file, without parsing it. */
  read(path: string): string | undefined;
  /** A file, parsed and registered; undefined when it cannot be read or does not parse. */
  load(path: string): SourceView | undefined;
  /**
   * Makes the file at hand known, so that the way back to it from other files ends at the same nodes. Gives back the view
   * to go on with: the one that the other files know already, if the text is the same.
   */
  adopt(source: SourceView): SourceView;
  /** The files that import `path`; undefined when there are too many files to look through. */
  importers(path: string): readonly string[] | undefined;
  /** A number that grows whenever a file that was read has changed, so that answers are found out anew. */
  epoch(): number;
  /** The major version of a package that `from` would load. */
  majorOf(packageName: string, from: string): number | undefined;
  /** Whether what package.json says of the project around `from` has to do with Salesforce. */
  readonly isOfSalesforce: (from: string) => boolean;
  /** Whether the project of `from` names a package, or one like that, among its dependencies. */
  dependsOn(packageName: string | RegExp, from: string): boolean;
}
