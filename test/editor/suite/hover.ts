import * as vscode from 'vscode';
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
      return texts.find((one) => /503/.test(one));
    });
    matches(text, /Payment__c/);
  });
});

const textOf = (content: vscode.MarkdownString | vscode.MarkedString): string =>
  typeof content === 'string' ? content : content.value;
