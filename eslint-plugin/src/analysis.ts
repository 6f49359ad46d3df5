/** The analysis without ESLint, for other hosts: the command line, the language server, scripts. */
export type { SalesforceCall } from './analysis/call.ts';
export { callsOf } from './analysis/calls.ts';
export { explain, type Explanation, placeOf } from './analysis/explain.ts';
export type { Entry, Files } from './analysis/modules/files.ts';
export { withBuffers } from './analysis/modules/files.ts';
export { nodeFiles, toPath } from './analysis/modules/node-files.ts';
export { type Parse, type ProjectModules, projectModules } from './analysis/modules/project-modules.ts';
export type { Modules, Project } from './analysis/project.ts';
export { DEFAULT_SETTINGS, NAMESPACE, type Settings, settingsOf } from './analysis/settings/settings.ts';
export { linkParents, register, type SourceView } from './analysis/source.ts';
