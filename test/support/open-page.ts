import path from 'node:path';
import process from 'node:process';
import { type Page, chromium } from 'playwright-core';
import { findChromium } from './chromium.ts';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page of a headless browser, and how to close it. */
export interface OpenPage {
  readonly page: Page;
  stop(): Promise<void>;
}

/** Opens an empty page; the browser keeps its profile in the folder, and takes more arguments. */
export async function openPage(folder: string, ...more: readonly string[]): Promise<OpenPage> {
  const { executablePath, args, env } = findChromium();
  const context = await chromium.launchPersistentContext(path.join(folder, 'chromium'), {
    executablePath,
    headless: true,
    args: [...ARGUMENTS, ...args, ...more],
    env: { ...process.env, ...env },
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return { page, stop: () => context.close() };
}
