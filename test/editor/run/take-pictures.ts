import path from 'node:path';
import type { Page } from 'playwright-core';

const WAIT_MS = 30_000;
const FIX = 'Insert the resilient client';

/** Goes through the demo with the keyboard, as a person does, and takes a picture of each step. */
export async function takePictures(page: Page, into: string): Promise<void> {
  const picture = async (name: string) => {
    await page.waitForTimeout(500);
    await page.screenshot({ path: path.join(into, `${name}.png`) });
    console.log(`${name}.png`);
  };
  const shows = (selector: string, hasText?: string) =>
    page
      .locator(selector, hasText === undefined ? {} : { hasText })
      .first()
      .waitFor({ timeout: WAIT_MS });

  await shows('.editor-instance .view-line', 'Records every confirmed payment');
  await shows('.editor-instance [class*="squiggly-"]');
  await toCall(page);
  await picture('diagnostics');

  await command(page, 'Show or Focus Hover');
  await shows('.monaco-hover', '503');
  await picture('hover');
  await page.keyboard.press('Escape');

  await command(page, 'Problems: Focus on Problems View');
  await shows('.markers-panel-container .monaco-list-row', 'Nothing repeats this POST');
  await picture('problems');
  await page.keyboard.press('Control+j');

  await toCall(page);
  await openMenu(page);
  await picture('light-bulb');
  await choose(page);
  // The client is inserted above: only the lines on the screen are in the page.
  await page.keyboard.press('Control+Home');
  await shows('.editor-instance .view-line', '#region salesforce-fetch');
  await command(page, 'Go to Next Problem');
  await picture('fixed');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');

  await command(page, 'Salesforce Resilience: Focus on');
  await picture('calls');

  await command(page, 'Welcome: Open Walkthrough');
  await page.keyboard.type('Salesforce Resilience');
  await page.keyboard.press('Enter');
  await shows('.gettingStartedContainer .step-title');
  await picture('walkthrough');
}

/** Puts the cursor on the call in the function that logs in. */
async function toCall(page: Page): Promise<void> {
  await page.keyboard.press('Control+1');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+g');
  await page.keyboard.type('7:22');
  await page.keyboard.press('Enter');
}

/** Runs a command by its title, through the command palette. */
async function command(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().waitFor({ timeout: WAIT_MS });
  await page.keyboard.type(title);
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: title.split(':').at(-1)!.trim() })
    .first()
    .waitFor({
      timeout: WAIT_MS,
    });
  await page.keyboard.press('Enter');
}

const row = (page: Page) => page.locator('.action-widget .monaco-list-row', { hasText: FIX }).first();

/** Opens the light bulb's menu. A provider that is registered meanwhile cancels the question silently: ask again. */
async function openMenu(page: Page): Promise<void> {
  for (let attempt = 0; attempt < 8; attempt++) {
    await page.keyboard.press('Control+.');
    const isOpen = await row(page)
      .waitFor({ timeout: 4_000 })
      .then(() => true)
      .catch(() => false);
    if (isOpen) return;
    await page.keyboard.press('Escape');
  }
  throw new Error(`The light bulb does not offer '${FIX}'.`);
}

/** Chooses with the keyboard: in VS Code 1.100 something invisible lies over the menu and takes the clicks. */
async function choose(page: Page): Promise<void> {
  for (let at = 0; at < 20; at++) {
    if ((await row(page).getAttribute('class'))?.includes('focused')) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}
