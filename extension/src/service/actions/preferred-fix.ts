import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';
import { ENGLISH } from '../../protocol/words.ts';
import type { Finding } from '../../host/lint.ts';
import type { Configuration } from '../configuration.ts';
import type { Found } from '../documents.ts';
import type { ServiceOptions } from '../service.ts';
import { hasHoles } from './holes.ts';
import { importStyleOf, styled } from './import-style.ts';
import { logsIn, type NewFile, throughModule } from './through-module.ts';
import { completeUpsert } from './upsert-actions.ts';

/** How a finding is mended where nobody is asked. */
export interface Fix {
  readonly finding: Finding;
  readonly title: string;
  /** In the file of the finding. */
  readonly edits: readonly Edit[];
  /** A file that must be made for it. */
  readonly creates?: NewFile | undefined;
  /** Whether it gives the call to something of ours that repeats it, and so leaves nothing for the rules about that. */
  readonly givesClient: boolean;
}

/** What fixes may do. */
export interface FixOptions {
  readonly files: ServiceOptions['files'];
  readonly configuration: Configuration;
  /** Whether files may be made: a client goes into a module of its own then. */
  readonly createsFiles: boolean;
  /** Whether a fix may leave names that somebody has to fill in. */
  readonly holes: boolean;
  /** The rules whose findings are to be mended; all of them unless given. */
  readonly rules?: ReadonlySet<string>;
}

/** The first fix of a finding that leaves nothing to be decided; undefined where there is none. */
export function preferredFix(found: Found, options: FixOptions): Fix | undefined {
  const { finding, script } = found;
  const { configuration, files, createsFiles, holes, rules } = options;
  if (rules && !rules.has(finding.rule)) return undefined;
  const suggestion = completeUpsert(found, configuration) ?? finding.suggestions.find((one) => holes || !hasHoles(one));
  if (!suggestion) return undefined;
  const isNew = /^insert(?:Client|Retry)$/.test(suggestion.messageId);
  const way = isNew && !logsIn(suggestion) ? throughModule(found, configuration.root, files) : undefined;
  const { title, edits } = suggestion;
  const givesClient = /^(?:insert|use)(?:Client|Retry)$/.test(suggestion.messageId);
  if (!way || (way.creates && !createsFiles))
    return { finding, title, edits: styled(edits, importStyleOf(script.script.text)), givesClient };
  return { finding, title: way.title(ENGLISH), edits: way.edits, creates: way.creates, givesClient };
}
