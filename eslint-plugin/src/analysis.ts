/** The analysis and the rules without ESLint, for other hosts: the command line, the language server, scripts. */
export type { SalesforceCall } from './analysis/call.ts';
export { adopted, callsOf } from './analysis/calls.ts';
export { isResilient } from './analysis/clients/resilient.ts';
export { explain, type Explanation, placeOf } from './analysis/explain.ts';
export { throwsOnStatus } from './analysis/functions/scenario.ts';
export { mayHoldCall } from './analysis/gate.ts';
export type { Entry, Files } from './analysis/modules/files.ts';
export { withBuffers } from './analysis/modules/files.ts';
export { nodeFiles, toPath } from './analysis/modules/node-files.ts';
export { isOfSalesforce } from './analysis/modules/packages.ts';
export { dirname, relativeSpecifier } from './analysis/modules/paths.ts';
export { type Parse, type ProjectModules, projectModules } from './analysis/modules/project-modules.ts';
export type { Modules, Project } from './analysis/project.ts';
export { DEFAULT_SETTINGS, isSureEnough, NAMESPACE, type Settings, settingsOf } from './analysis/settings/settings.ts';
export {
  functionAround,
  type FunctionNode,
  isFunction,
  letGo,
  linkParents,
  nodesWithin,
  register,
  type SourceView,
  sourceOf,
  textIn,
} from './analysis/source.ts';
export { variableOf } from './analysis/values/bindings.ts';
export { type Edit, newlineIn } from './fix/edit.ts';
export { isKeyField, keysIn } from './fix/key-fields.ts';
export { isCommonJs } from './fix/project-client.ts';
export { type Template, TEMPLATES } from './fix/templates.generated.ts';
export { isLookedAt } from './rule/is-looked-at.ts';
export { isTestFile } from './analysis/modules/is-test-file.ts';
export { type Problem, type RuleDefinition, suggestionsOf } from './rule/problem.ts';
export { consequenceOf, pathIn } from './rule/wording.ts';
export { rules } from './rules/index.ts';
export { VERSION } from './version.ts';
