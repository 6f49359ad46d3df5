#!/usr/bin/env node
import process from 'node:process';
import { createConnection } from 'vscode-languageserver/node';
import { createProjectEslint } from './node/project-eslint.ts';
import { nodeDisk } from './node/node-disk.ts';
import { isTransport, USAGE } from './node/usage.ts';
import { startServer } from './start-server.ts';

if (process.argv.slice(2).some(isTransport)) {
  startServer(createConnection(), { disk: nodeDisk(), eslint: createProjectEslint() });
} else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
