import type { TSESTree } from '@typescript-eslint/types';
import type { Client, Operation } from './clients/client.ts';
import type { Fact } from './fact.ts';
import type { EarlyAcknowledgement } from './facts/acknowledgement.ts';
import type { LookUp } from './facts/look-up.ts';
import type { Polling } from './facts/polling.ts';
import type { SingleRecords } from './facts/single-records.ts';
import type { HealthCheck } from './facts/health-check.ts';
import type { Swallowed } from './facts/failure-handling.ts';
import type { InProcess } from './facts/in-process.ts';
import type { Idempotency } from './facts/idempotency.ts';
import type { Breaker } from './facts/breaker.ts';
import type { Judgement } from './facts/judgement.ts';
import type { Layer } from './facts/layers.ts';
import type { Reauthentication } from './facts/reauthentication.ts';
import type { Pacing } from './facts/pacing.ts';
import type { Retry } from './facts/retry.ts';
import type { RetryAfter } from './facts/retry-after.ts';
import type { IgnoredTimeout, Timeout } from './facts/timeout.ts';
import type { UncheckedResults } from './facts/unchecked-results.ts';
import type { Endpoint } from './salesforce/endpoints.ts';
import type { SourceView } from './source.ts';
import type { StaticText } from './values/text.ts';

/** How sure it is that a call goes to Salesforce. */
export type Confidence = 'possible' | 'likely' | 'certain';

/** A request to Salesforce in the file: what it asks for and what the code around it makes of failures. */
export interface SalesforceCall {
  /** A call of a client, or of a function of the project that passes it on to one. */
  readonly kind: 'request' | 'wrapper';
  readonly node: TSESTree.CallExpression;
  readonly source: SourceView;
  /** The client that sends it; for a wrapper, the one inside. */
  readonly client: Client;
  /** Which of the client's functions is called. */
  readonly operation: Operation;
  /** The argument that holds the URL; undefined for a library that makes it up, and for a wrapper. */
  readonly urlNode: TSESTree.Node | undefined;
  /** The URL as far as it is known, `{}` for each hole. */
  readonly url: StaticText;
  /** The argument that holds method, headers and body, if there is one. */
  readonly optionsNode: TSESTree.Node | undefined;
  /** What is sent, where it can be seen. */
  readonly body: TSESTree.Node | undefined;
  /** HTTP method in capitals. */
  readonly method: Fact<string>;
  /** Undefined when the path is not known well enough. */
  readonly endpoint: Endpoint | undefined;
  readonly confidence: Confidence;
  /** Why the call is held to be a Salesforce call, in words. */
  readonly evidence: readonly string[];
  /** Answers to one question each, found out when first asked. */
  readonly facts: {
    readonly retry: Fact<Retry> & NearMiss;
    readonly retryAfter: Fact<RetryAfter>;
    /** How often and how fast it is repeated when it goes on failing. */
    readonly pacing: Fact<Pacing>;
    /** How often what is around a resilient client repeats it, which has repeated already; absent for other clients. */
    readonly outerPacing: Fact<Pacing>;
    readonly judgement: Fact<Judgement>;
    /** The retries around one another, where there are several. */
    readonly layers: Fact<readonly Layer[]>;
    readonly breaker: Fact<Breaker>;
    readonly failureHandling: Fact<Swallowed>;
    readonly reauthentication: Fact<Reauthentication>;
    /** Whether a handler of requests makes it. */
    readonly inProcess: Fact<InProcess>;
    readonly acknowledgement: Fact<EarlyAcknowledgement>;
    readonly timeout: Fact<Timeout> & IgnoredTimeout;
    readonly idempotency: Fact<Idempotency>;
    readonly lookUp: Fact<LookUp>;
    readonly polling: Fact<Polling>;
    readonly singleRecords: Fact<SingleRecords>;
    readonly healthCheck: Fact<HealthCheck>;
    readonly uncheckedResults: Fact<UncheckedResults>;
    /** Whether it sends a login code that is valid only once. */
    readonly singleUse: boolean;
  };
}

/** What looks like a retry and is none, for the message. */
export interface NearMiss {
  readonly nearMiss?: {
    readonly kind:
      'method skipped' | 'only after 401' | 'only lost connections' | 'some callers' | 'status never thrown';
    readonly node: TSESTree.Node;
  };
}
