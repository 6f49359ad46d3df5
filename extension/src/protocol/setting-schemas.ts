import type { Schema } from './schema.ts';

/** The schemas of the settings that are made of parts: the same shapes as the settings of the ESLint plugin. */

const TEXT: Schema = { type: 'string', minLength: 1 };
const POSITION: Schema = { type: 'integer', minimum: 0 };

const SPECIFIER = {
  from: { type: 'string', enum: ['file', 'package'], description: 'Whether a file or a package declares it.' },
  name: { ...TEXT, description: 'The exported name; `default` for a default export.' },
  package: { ...TEXT, description: 'With `from: "package"`: the package.' },
  path: { ...TEXT, description: 'With `from: "file"`: the end of its path. Any file when left out.' },
} as const satisfies Record<string, Schema>;

/** How each rule is shown. */
export const RULES: Schema = {
  type: 'object',
  additionalProperties: { type: 'string', enum: ['off', 'hint', 'info', 'warn', 'error'] },
};

/** Functions by where they are declared, with more about each. */
function specifiers(more: Readonly<Record<string, Schema>>): Schema {
  const properties = { ...SPECIFIER, ...more };
  return {
    type: 'array',
    items: { type: 'object', required: ['from', 'name'], additionalProperties: false, properties },
  };
}

/** Request wrappers. */
export const CLIENTS = specifiers({
  url: { ...POSITION, description: 'Position of the argument with the URL or the path; 0 unless set.' },
  method: { ...POSITION, description: 'Position of the argument with the method, where it has one of its own.' },
  options: { ...POSITION, description: 'Position of the argument with method, headers and body; 1 unless set.' },
  body: { ...POSITION, description: 'Position of the argument with the body, where it has one of its own.' },
  throws: { type: 'boolean', description: 'Whether a status such as 503 is thrown; it is returned unless set.' },
});

/** Retry wrappers. */
export const WRAPPERS = specifiers({
  callback: { ...POSITION, description: 'Position of the function that is called again; 0 unless set.' },
  statuses: {
    type: 'array',
    items: { type: 'integer', minimum: 100, maximum: 599 },
    description: 'Statuses of a returned answer after which it tries again; exceptions only unless set.',
  },
  retryAfter: {
    type: 'string',
    enum: ['honoured', 'ignored'],
    description: 'Whether it waits as long as Retry-After asks; not unless set.',
  },
});

/** The resilient client. */
export const CLIENT: Schema = {
  type: ['object', 'null'],
  required: ['module', 'name'],
  additionalProperties: false,
  properties: {
    module: {
      ...TEXT,
      description: 'What the import names: a package, an alias, or a path from the workspace folder.',
    },
    name: { ...TEXT, description: 'The exported function; `default` for a default export.' },
  },
};

/** External-id fields by object. */
export const EXTERNAL_IDS: Schema = {
  type: 'object',
  additionalProperties: { type: 'string', pattern: String.raw`^[A-Za-z]\w*$` },
};
