/** The process of a judge: runs one cell after the other, each against an outage of its own. */
import { platformApi } from '@salesforce-resilience/snippets/outage/platform-api';
import { salesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';
import { serveOutage } from '@salesforce-resilience/snippets/outage/server/outage-server';
import type { Cell } from '../cell.ts';
import { scenarioOf } from '../scenarios/scenarios.ts';
import { ClientProcess } from './client-process.ts';
import { runCell } from './run-cell.ts';

const calm = await serveOutage(salesforceOutage([], { accessTokens: ['calm'], apis: [platformApi()] }));
const clients = new ClientProcess();
process.on('disconnect', () => {
  clients.end();
  process.exit();
});
process.on('message', (cell: Cell) => {
  runCell(cell, scenarioOf(cell.scenario), clients, calm.url).then(
    (judged) => process.send?.(judged),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
