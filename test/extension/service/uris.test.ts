import { describe, expect, it } from 'vitest';
import { pathOf, uriOf } from '../../../extension/src/service/uris.ts';

describe('the path of a document', () => {
  it.each([
    ['file:///home/me/a%20b/c.ts', '/home/me/a b/c.ts'],
    ['file:///c%3A/project/a.ts', 'C:/project/a.ts'],
    ['file://server/share/a.ts', '//server/share/a.ts'],
    ['vscode-vfs://github/acme/shop/src/a.ts', '/acme/shop/src/a.ts'],
    ['untitled:Untitled-1', 'Untitled-1'],
    ['file:///a/100%.ts', '/a/100%.ts'],
  ])('of %s is %s', (uri, path) => {
    expect(pathOf(uri)).toBe(path);
  });

  it.each([
    ['/home/me/a b/#c.ts', 'file:///x.ts', 'file:///home/me/a%20b/%23c.ts'],
    ['C:/project/a.ts', 'file:///c%3A/x.ts', 'file:///c%3A/project/a.ts'],
    ['//server/share/b.ts', 'file://server/share/a.ts', 'file://server/share/b.ts'],
    ['/acme/shop/src/b.ts', 'vscode-vfs://github/acme/shop/src/a.ts', 'vscode-vfs://github/acme/shop/src/b.ts'],
  ])('%s beside %s is %s', (path, like, uri) => {
    expect(uriOf(path, like)).toBe(uri);
    expect(pathOf(uri)).toBe(path);
  });

  it('leads back to the very address that it came from', () => {
    expect(uriOf('C:/Work/a.ts', 'file:///C:/Work/a.ts')).toBe('file:///C:/Work/a.ts');
  });
});
