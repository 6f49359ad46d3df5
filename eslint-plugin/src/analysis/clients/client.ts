/** A library that sends HTTP requests, as data: which of its functions send one, and what a failure looks like. */
export interface Client {
  /** The name that messages use. */
  readonly name: string;
  /** The modules it comes from; none for a global, or for something a platform hands in as a parameter. */
  readonly modules: readonly string[];
  /** Whether a platform hands it to the code, so that its root may be a parameter. */
  readonly handed?: boolean;
  /** Matches the start of the path to one of its functions: the module itself, an instance, a class. */
  readonly root: RegExp;
  readonly operations: readonly Operation[];
  /** Where a request's parts stand in an options object. */
  readonly keys: OptionKeys;
  /** Where the address stands that all requests of an instance share: what it was made with, or the calls before. */
  readonly address?: 'chain' | 'instance';
  /** Whether a function with the signature of `fetch` can take its place. */
  readonly signature?: 'fetch';
  /** The option that holds the `fetch` it sends with, where it takes one. */
  readonly fetchOption?: string;
  /** How a status such as 503 reaches the code. */
  readonly status: 'returned' | 'thrown';
  /** How code reads what it answers; not known unless said. */
  readonly answer?: AnswerForm;
  /** How code reads what it throws for a status; not known unless said. */
  readonly error?: ErrorForm;
  /** Where it takes an object that it writes as JSON itself: an option, or the argument `body`. */
  readonly objects?: ObjectSlot;
  /** Whether a request is an observable of RxJS, which is sent when somebody subscribes. */
  readonly observable?: boolean;
  /** Whether what it throws has a code of Salesforce, `errorCode`, and no answer. */
  readonly coded?: boolean;
  /** What a callback is given, where one is: `(error, response)`, `(response)`, or events on the object. */
  readonly callback?: 'answer' | 'error-first' | 'events';
  /**
   * Whether `retrySalesforce` can be put around its requests; it can unless said. It cannot where they give no promise, or
   * one that another does not stand for, or where what they throw does not show the status.
   */
  readonly wrappable?: false;
  /** What it repeats by itself, without any code around it; nothing unless said. */
  readonly retry?: ClientRetry;
  /** How a request that is never answered ends; not known unless said. */
  readonly timeout?: ClientTimeout | undefined;
  /** Whether code calls its instances connections, so that common names of methods speak for it on what is called so. */
  readonly connection?: true;
  /** Whether it talks to Salesforce only, so that the receiver alone proves the call. */
  readonly salesforce?: boolean;
}

/** How code reads an answer. */
export interface AnswerForm {
  /** What most call `status`. */
  readonly status?: string;
  /** What its headers are: like those of `fetch`, or an object with lower-case names. */
  readonly headers?: 'fetch' | 'plain';
  /** The parsed body, `$` being the answer; what ends in `.json()` has to be waited for. */
  readonly body?: string;
  /** Whether the promise of an answer has `json()`, so that the body is had without the answer. */
  readonly parses?: true;
}

/** The answer of everything with the signature of `fetch`. */
export const FETCH_ANSWER: AnswerForm = { headers: 'fetch', body: '$.json()' };

/** How code reads an error that stands for a status. */
export interface ErrorForm {
  /** Whether it has the answer, with its headers, as `response`. */
  readonly response: boolean;
  /** The path to the status. */
  readonly status: 'response.status' | 'response.statusCode' | 'status';
}

/** Where an object is handed over that is written as JSON. */
export interface ObjectSlot {
  readonly by: 'body' | 'data' | 'json';
  /** The option that has to be on for it. */
  readonly where?: 'json';
}

/** A function of a client that sends one request. */
export interface Operation {
  /** Members and calls from the root on; empty for the root itself. `*` stands for a computed verb. */
  readonly call: string;
  /** The HTTP method it always has; otherwise an argument or an option says it, and GET is meant where none does. */
  readonly method?: string;
  /** What each argument is, by position. */
  readonly slots: readonly Slot[];
  /** For a Salesforce library: the path it requests, `{0}` for the argument at a position, `{sobject}` for the object. */
  readonly path?: string;
  /** Whether the name is so particular that it shows the library even where the receiver is unknown. */
  readonly particular?: boolean;
}

/** What an argument holds. `url` may be an options object instead, in the libraries that take both. */
export type Slot = '-' | 'body' | 'method' | 'options' | 'sobject' | 'url';

/** The names of a request's parts in an options object; of several, the first one that is there counts. */
export interface OptionKeys {
  readonly url: readonly string[];
  readonly base: readonly string[];
  readonly method: readonly string[];
  readonly body: readonly string[];
}

/** What a client repeats by itself. */
export interface ClientRetry {
  /** Where that is said: always, in an option, in a call of the chain, in an option that names a dispatcher, or by a function that is given the instance. */
  readonly by: 'always' | 'attached' | 'chain' | 'option';
  /** The option or the chained call. */
  readonly key?: string;
  /** Whether it repeats where nothing is said. */
  readonly unless?: 'off' | 'on';
  readonly methods: 'all' | readonly string[];
  /** Whether naming a number of retries makes it repeat every method. */
  readonly allWhenSet?: boolean;
  readonly statuses: readonly number[];
  readonly network: boolean;
  /** What it does with Retry-After; `out of reach` where its user can change nothing about it. */
  readonly retryAfter: 'clamped' | 'honoured' | 'ignored' | 'out of reach' | 'unbounded';
  /** The package, and its first major version, that repeats anything; every version unless said. */
  readonly since?: PackageSince & {
    /** What brings it along where a project does not name it, and the first version that brings such a one. */
    readonly broughtBy?: PackageSince;
  };
  /** What it does with a longer Retry-After where its option `maxRetryAfter` sets a bound. */
  readonly beyondMaximum?: 'clamped' | 'honoured';
}

/** A package from one of its major versions on. */
export interface PackageSince {
  readonly package: string;
  readonly major: number;
}

/** How a client ends a request that is never answered. */
export interface ClientTimeout {
  /** Options that say after how long, or hold a signal. */
  readonly options: readonly string[];
  /** The calls of the chain, or on the request, that say it. */
  readonly calls?: readonly string[];
  /** Options that users take for a time-out, and that do nothing. */
  readonly ignored?: readonly string[];
}

/** Writes an operation down: the call, and its arguments in words. */
export function operation(call: string, slots: string, method?: string): Operation {
  return { call, slots: slots.split(' ') as Slot[], ...(method === undefined ? {} : { method }) };
}

/** The operations of the usual verbs, which differ in whether they take a body. */
export function verbs(withoutBody: string, withBody: string, slots: { bare: string; full: string }): Operation[] {
  return [
    ...withoutBody.split(' ').map((name) => operation(name, slots.bare, methodOf(name))),
    ...withBody.split(' ').map((name) => operation(name, slots.full, methodOf(name))),
  ];
}

/** Functions whose names are not the method itself: `delete` is a word of the language, and `options` a setter. */
const SHORT: Readonly<Record<string, string>> = { del: 'DELETE', opts: 'OPTIONS' };

function methodOf(name: string): string {
  return SHORT[name] ?? name.toUpperCase();
}

/** The option names that most libraries share. */
export const KEYS: OptionKeys = { url: ['url'], base: ['baseURL'], method: ['method'], body: ['body'] };
