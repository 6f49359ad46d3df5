import type { CallItem } from '../protocol/requests.ts';
import { isExposed } from './call-index.ts';
import type { Words } from '../protocol/words.ts';

/** How the server is. */
export type ServerState = 'starting' | 'running' | 'stopped';

/** What the status bar says; undefined where it has nothing to say. */
export interface Status {
  readonly text: string;
  readonly tooltip: string;
  /** What a click does: shows the calls, or the log. */
  readonly opens: 'calls' | 'output';
  readonly level: 'plain' | 'warning' | 'error';
}

/**
 * The status for the file in front. A file without Salesforce calls has none, so the bar stays empty in other projects.
 *
 * @param calls of the file in front; undefined where there is none in a language that is looked at
 */
export function statusOf(state: ServerState, calls: readonly CallItem[] | undefined, l10n: Words): Status | undefined {
  if (calls === undefined) return undefined;
  if (state === 'stopped') {
    const tooltip = l10n.t('Salesforce Resilience does not run. Select to see why.');
    return { text: `$(error) ${l10n.t('Salesforce')}`, tooltip, opens: 'output', level: 'error' };
  }
  if (state === 'starting') {
    const tooltip = l10n.t('Salesforce Resilience is starting.');
    return { text: `$(loading~spin) ${l10n.t('Salesforce')}`, tooltip, opens: 'output', level: 'plain' };
  }
  return calls.length === 0 ? undefined : countOf(calls, l10n);
}

function countOf(calls: readonly CallItem[], l10n: Words): Status {
  const exposed = calls.filter(isExposed).length;
  const tooltip = l10n.t('Salesforce calls in this file: {0}. Exposed to an outage: {1}.', calls.length, exposed);
  if (exposed === 0) {
    // No harm is known of, which is not the same as none.
    const icon = calls.every(({ exposure }) => exposure === 'safe') ? '$(pass)' : '$(question)';
    return { text: `${icon} ${l10n.t('Salesforce')}`, tooltip, opens: 'calls', level: 'plain' };
  }
  const text = exposed === 1 ? l10n.t('1 exposed call') : l10n.t('{0} exposed calls', exposed);
  return { text: `$(cloud) ${text}`, tooltip, opens: 'calls', level: 'warning' };
}
