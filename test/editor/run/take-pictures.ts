import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { Keyboard } from './keyboard.ts';
import { smallPng } from './small-png.ts';

const FIX = 'Insert the resilient client';

/** Takes a picture of a page, by its name. */
type TakePicture = (name: string) => Promise<void>;

/** Takes pictures of a page into a folder, once it has come to rest. */
export function picturesOf(page: Page, into: string): TakePicture {
  return async (name) => {
    await page.waitForTimeout(500);
    await writeFile(path.join(into, `${name}.png`), smallPng(await page.screenshot()));
    console.log(`${name}.png`);
  };
}

/** Goes through the demo with the keyboard, as a person does, and takes a picture of each thing there is. */
export async function takePictures(page: Page, picture: TakePicture): Promise<void> {
  const keys = new Keyboard(page);
  await keys.sees('.editor-instance .view-line', 'Records every confirmed payment');
  await keys.sees('.editor-instance [class*="squiggly-"]');
  await toCall(keys);
  await picture('diagnostics');

  await keys.command('Show or Focus Hover');
  await keys.sees('.monaco-hover', '503');
  await picture('hover');
  await keys.press('Escape');

  await keys.command('Problems: Focus on Problems View');
  await keys.sees('.markers-panel-container .monaco-list-row', 'Nothing repeats this POST');
  await picture('problems');
  await keys.press('Control+j');

  await toCall(keys);
  await keys.goToOffer(FIX);
  await picture('light-bulb');
  await keys.press('Escape');

  await keys.command('Salesforce Resilience: Focus on');
  await picture('calls');

  await keys.command('Welcome: Open Walkthrough');
  await keys.type('Salesforce Resilience');
  await keys.press('Enter');
  await keys.sees('.gettingStartedContainer .step-title');
  await picture('walkthrough');
}

/** Puts the cursor on the call in the function that logs in. */
async function toCall(keys: Keyboard): Promise<void> {
  await keys.press('Control+1', 'Control+Home', 'Control+g');
  await keys.type('7:22');
  await keys.press('Enter');
}
