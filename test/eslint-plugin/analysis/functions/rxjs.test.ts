import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

const SERVICE =
  "import { HttpClient } from '@angular/common/http'; class A { constructor(private readonly http: HttpClient) {} load() { return this.http.get(URL)REST; } }";

describe('an observable', () => {
  it.each([
    ['retry', 'package any', '.pipe(retry(3))'],
    ['retry after others', 'package any', '.pipe(map(use), timeout(5000), retry({ count: 3, delay: 1000 }))'],
    ['retryWhen', 'package any', '.pipe(retryWhen((errors) => errors.pipe(delay(1000), take(3))))'],
    ['catchError that rethrows, then retry', 'package any', '.pipe(catchError((e) => throwError(() => e)), retry(2))'],
    ['catchError that swallows, then retry', 'absent', '.pipe(catchError(() => of(null)), retry(2))'],
    ['catchError that swallows', 'absent', '.pipe(catchError((e) => { this.log(e); return of([]); }))'],
    [
      'catchError that sends again',
      'recursion 503',
      '.pipe(catchError((e) => { if (e.status === 503) return this.load(); return throwError(() => e); }))',
    ],
    [
      'catchError that sends again after 401',
      'absent: only after 401',
      '.pipe(catchError((e) => { if (e.status === 401) return this.login().pipe(switchMap(() => this.load())); return throwError(() => e); }))',
    ],
    ['retry, then catchError', 'package any', '.pipe(retry(3), catchError(() => of(null)))'],
    ['nothing', 'absent', '.pipe(map(use))'],
    ['a subscription that sends again', 'recursion any', '.subscribe({ next: use, error: () => this.load() })'],
    ['a subscription that tells', 'absent', '.subscribe(use, (e) => this.log(e))'],
  ])('with %s', (_, expected, rest) => {
    const more =
      "import { retry, retryWhen, catchError, throwError, of, map, timeout, delay, take, switchMap } from 'rxjs'; ";
    expect(verdict(more + SERVICE.replace('REST', rest), { typescript: true })).toBe(expected);
  });

  it.each([
    [
      'defer around fetch',
      'absent: status never thrown',
      'const load = () => defer(() => from(FETCH)).pipe(retry(3));',
    ],
    [
      'defer around a function that throws',
      'package any',
      'const once = async () => { const r = await FETCH; if (!r.ok) throw new Error(); return r; }; const load = () => defer(() => from(once())).pipe(retry(3));',
    ],
    [
      'defer around the function itself',
      'package any',
      'const once = async () => { const r = await FETCH; if (!r.ok) throw new Error(); return r; }; const load = () => defer(once).pipe(retry(3));',
    ],
    ['defer without retry', 'absent', 'const load = () => defer(() => from(FETCH)).pipe(map(use));'],
  ])('of %s', (_, expected, code) => {
    expect(verdict(`import { defer, from, retry, map } from 'rxjs'; ${code}`)).toBe(expected);
  });

  it.each([
    ['retry inside', 'package any', 'return firstValueFrom(this.http.get(URL).pipe(retry(3)));'],
    [
      'a loop outside',
      'loop any',
      'for (let i = 0; i < 3; i++) { try { return await firstValueFrom(this.http.get(URL)); } catch { await sleep(1); } }',
    ],
    ['neither', 'absent', 'return firstValueFrom(this.http.get(URL));'],
  ])('that becomes a promise, with %s', (_, expected, body) => {
    const code = `import { HttpService } from '@nestjs/axios'; import { retry, firstValueFrom } from 'rxjs'; class A { constructor(private http: HttpService) {} async load() { ${body} } }`;
    expect(verdict(code, { typescript: true })).toBe(expected);
  });
});
