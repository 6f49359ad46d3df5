import type * as vscode from 'vscode';
import { matches } from './assert.ts';
import { findingOf, notCancelled, openDemo, until } from './editor.ts';
import { describe, it } from './mocha.ts';

describe('hover', () => {
  it('says over a call what happens on a 503', async () => {
    const { document } = await openDemo();
    const { range } = await findingOf(document, 'require-idempotent-write');
    const text = await until('a hover', async () => {
      const hovers = await notCancelled<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, range.start);
      const texts = (hovers ?? []).flatMap(({ contents }) => contents).map(textOf);
      return texts.find((one) => one.includes('503'));
    });
    matches(text, /Payment__c/);
  });
});

/** The text of what VS Code hands out, which is Markdown in one form or another. */
const textOf = (content: string | { readonly value: string }): string =>
  typeof content === 'string' ? content : content.value;
