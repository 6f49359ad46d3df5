import { describe, expect, it } from 'vitest';
import { newNonce, outagePage } from '../../../extension/src/client/outage-page.ts';

const POLICY =
  `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" ` +
  `content="default-src 'none'; style-src 'nonce-n0'; base-uri 'none'; form-action 'none'">`;

describe('outagePage', () => {
  it('puts the policy before all else and lets only the style sheets of the page through', () => {
    const page = outagePage('<!doctype html>\n<html lang="en"><head><style>p{}</style></head><p>x</p></html>', 'n0');
    expect(page).toBe(`${POLICY}\n<html lang="en"><head><style nonce="n0">p{}</style></head><p>x</p></html>`);
  });

  it('cannot be moved into a comment of the file', () => {
    expect(outagePage('<!-- <head> --><script>alert(1)</script>', 'n0')).toBe(
      `${POLICY}<!-- <head> --><script>alert(1)</script>`,
    );
  });

  it('takes away what a policy does not hold back: going to another page', () => {
    expect(outagePage('<META http-equiv="refresh" content="0;url=https://example.com"><p>x</p>', 'n0')).toBe(
      `${POLICY}<p>x</p>`,
    );
  });

  it('gives scripts no nonce', () => {
    expect(outagePage('<script>1</script><style media="print">p{}</style>', 'n0')).toBe(
      `${POLICY}<script>1</script><style nonce="n0" media="print">p{}</style>`,
    );
  });
});

describe('newNonce', () => {
  it('is new each time and safe within an attribute', () => {
    expect(newNonce()).toMatch(/^[0-9a-f]{32}$/);
    expect(newNonce()).not.toBe(newNonce());
  });
});
