import type { Page } from 'playwright-core';

const WAIT_MS = 30_000;

/** What a person does in the workbench with the keyboard alone, and what is then seen there. */
export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Presses keys one after another, such as `F8` and `Control+.`. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key.replace('Control', 'ControlOrMeta'));
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** Waits until something is seen, with this text in it where one is given. */
  async sees(selector: string, text?: string): Promise<void> {
    const options = text === undefined ? {} : { hasText: text };
    await this.#page.locator(selector, options).first().waitFor({ timeout: WAIT_MS });
  }

  /** Waits until nothing like this is seen any more. */
  async seesNo(selector: string, text?: string): Promise<void> {
    const options = text === undefined ? {} : { hasText: text };
    await this.#page.locator(selector, options).first().waitFor({ state: 'hidden', timeout: WAIT_MS });
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.press('Control+p');
    await this.sees('.quick-input-widget input');
    await this.type(name);
    // Another one that was opened lately may come first.
    const row = `.quick-input-list .monaco-list-row[aria-label^="${name}"]`;
    await this.sees(row);
    for (let at = 0; at < 10 && (await this.#page.locator(`${row}.focused`).count()) === 0; at++)
      await this.press('ArrowDown');
    await this.press('Enter');
    await this.sees('.tab.active', name);
  }

  /** Runs a command by its title, through the command palette. */
  async command(title: string): Promise<void> {
    await this.press('F1');
    await this.#pick(title, title.split(':').at(-1)!.trim());
  }

  /** Goes on to the next finding until one is about this. */
  async goToProblem(about: string): Promise<void> {
    for (let at = 0; at < 10; at++) {
      await this.press('F8');
      await this.sees('.marker-widget');
      // The widget moves on when the key has been seen.
      await this.#page.waitForTimeout(300);
      if ((await this.#page.locator('.marker-widget').first().innerText()).replaceAll('\u00A0', ' ').includes(about))
        return;
    }
    throw new Error(`F8 comes to no finding about '${about}'.`);
  }

  /**
   * Opens the light bulb's menu and goes to an offer. A provider that is registered meanwhile cancels the question
   * silently: it is asked again. The menu is gone through by keys, since only the rows in sight are in the page, and in VS
   * Code 1.100 something invisible lies over it and takes the clicks.
   */
  async goToOffer(title: string): Promise<void> {
    for (let attempt = 0; attempt < 8; attempt++) {
      await this.press('Control+.');
      const isOpen = await this.#page
        .locator('.action-widget .monaco-list-row.focused')
        .waitFor({ timeout: 4_000 })
        .then(() => true)
        .catch(() => false);
      if (isOpen && (await this.#goDownTo(title))) return;
      await this.press('Escape');
    }
    throw new Error(`The light bulb does not offer '${title}'.`);
  }

  /**
   * Takes an offer of the light bulb, and waits until what it leads to is seen. An offer for a text that has changed since
   * does nothing, and is taken once more.
   */
  async take(title: string, selector: string, text: string): Promise<void> {
    for (let attempt = 0; attempt < 3; attempt++) {
      await this.goToOffer(title);
      await this.press('Enter');
      await this.seesNo('.action-widget');
      const isDone = await this.#page
        .locator(selector, { hasText: text })
        .first()
        .waitFor({ timeout: 8_000 })
        .then(() => true)
        .catch(() => false);
      if (isDone) return;
    }
    throw new Error(`'${title}' does not lead to '${text}'.`);
  }

  async #goDownTo(title: string): Promise<boolean> {
    const focused = this.#page.locator('.action-widget .monaco-list-row.focused');
    for (let at = 0; at < 40; at++) {
      const text = (await focused.textContent()) ?? '';
      if (text.includes(title)) return true;
      await this.press('ArrowDown');
      // A row comes into the page when the list has been scrolled to it.
      const isNext = await focused
        .filter({ hasNotText: text })
        .waitFor({ timeout: 1_000 })
        .then(() => true)
        .catch(() => false);
      if (!isNext) return false;
    }
    return false;
  }

  async #pick(text: string, row: string): Promise<void> {
    await this.sees('.quick-input-widget input');
    await this.type(text);
    await this.sees('.quick-input-list .monaco-list-row', row);
    await this.press('Enter');
  }
}
