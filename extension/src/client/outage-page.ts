/**
 * An outage report as a webview shows it: the same page under a policy that lets it do nothing. The file comes from the
 * workspace, so it may hold anything: no script runs, nothing is loaded, no form is sent and no other page is gone to.
 * Its own style sheets are let through by a nonce.
 *
 * The policy is put before all else, where no comment or unclosed element of the file can swallow it: a parser then
 * opens the head by itself and takes the attributes of the file's own `html` over.
 *
 * @param nonce of letters and digits, new for each page
 */
export function outagePage(report: string, nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  const page = report
    .replace(/^\uFEFF?\s*<!doctype[^>]*>/i, '')
    // A policy does not hold a page back that sends its reader elsewhere.
    .replaceAll(/<meta\b[^>]*\bhttp-equiv\b[^>]*>/gi, '')
    .replaceAll(/<style(?=[\s>])/gi, `<style nonce="${nonce}"`);
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">${page}`;
}

/** A nonce: 32 hexadecimal digits. */
export function newNonce(): string {
  return crypto.randomUUID().replaceAll('-', '');
}
