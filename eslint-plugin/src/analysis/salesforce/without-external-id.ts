/**
 * Objects that no field can be added to, by what they are for: they have no external id, so that there is nothing to
 * upsert by. Source: Object Reference, where each says which objects take custom fields.
 */
const WITHOUT_EXTERNAL_ID = [
  'PermissionSet\\w*|(?:Field|Object)Permissions|SetupEntityAccess|GroupMember|Group|QueueSobject|UserRole',
  'UserPackageLicense|(?:[A-Z][A-Za-z]+|.*__)Share|CaseTeam\\w+|(?:Task|Event)Relation',
  'Content\\w+|Attachment|Document|Folder|Note|StaticResource|EmailTemplate|EmailMessageRelation|OrgWideEmailAddress',
  'FeedItem|FeedComment|EntitySubscription|Topic|TopicAssignment|CollaborationGroup\\w*|Network|Network(?:Self|Member)\\w+',
  'Dataflow\\w*|WaveTemplate|InsightsExternalData\\w*',
  'PushTopic|StreamingChannel|AsyncApexJob|CronTrigger|DebugLevel|TraceFlag|Apex\\w+|Aura\\w+|Lightning\\w+',
  'BusinessHours|Holiday|CampaignMemberStatus|.*__History',
];

let pattern: RegExp | undefined;

/** Whether an object is known to have no external id. */
export function hasNoExternalId(sobject: string): boolean {
  // Compiled when it is asked first: loading the plugin compiles nothing.
  pattern ??= new RegExp(`^(?:${WITHOUT_EXTERNAL_ID.join('|')})$`);
  return !sobject.endsWith('__c') && pattern.test(sobject);
}
