#!/usr/bin/env node
import process from 'node:process';
import { createConnection } from 'vscode-languageserver/node';
import { keepHeapSmall } from './node/keep-heap-small.ts';
import { createProjectEslint } from './node/project-eslint.ts';
import { nodeDisk } from './node/node-disk.ts';
import { isTransport, USAGE } from './node/usage.ts';
import { startServer } from './start-server.ts';

if (process.argv.slice(2).some(isTransport)) {
  keepHeapSmall();
  // Whatever ends it without a shutdown, such as a socket that closes, is not how it is meant to end.
  process.exitCode = 1;
  startServer(createConnection(), { disk: nodeDisk(), eslint: createProjectEslint() });
} else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
