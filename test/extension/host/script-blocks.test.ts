import { describe, expect, it } from 'vitest';
import { parse } from '../../../extension/src/host/parse.ts';
import { scriptsIn } from '../../../extension/src/host/script-blocks.ts';

const VUE = [
  '<!-- <script>not this</script> -->',
  '<template><p :a="b > c">é 😀 {{ d }}</p></template>',
  '<script lang="ts">',
  'import x from "y";',
  '</script>',
  '<script setup lang=\'ts\' generic="T extends Map<string, X>">',
  'const a: number = 1;\r',
  '</script>',
  '<style>p { color: red }</style>',
].join('\n');

describe('scriptsIn', () => {
  it('keeps the scripts of a file where they are', () => {
    const { text, lang } = scriptsIn(VUE, 'a/B.vue')!;
    expect(lang).toBe('.ts');
    expect(text).toHaveLength(VUE.length);
    expect(text.split(/\r?\n/).map((line) => line.trim())).toEqual([
      '',
      '',
      '',
      'import x from "y";',
      '',
      '',
      'const a: number = 1;',
      '',
      '',
    ]);
    expect(text.indexOf('const a')).toBe(VUE.indexOf('const a'));
    expect(parse(text, 'a/B.vue.ts').ast.body).toHaveLength(2);
  });

  it.each([
    ['<script>a</script>', '.js'],
    ['<script lang="tsx">a</script>', '.tsx'],
    ['<script type="module">a</script>', '.js'],
    ['<script lang=ts>a</script>', '.ts'],
    ['<script context="module" lang="ts">a</script><script>b</script>', '.ts'],
  ])('takes the language of %s for %s', (text, lang) => {
    expect(scriptsIn(text, 'a.svelte')).toMatchObject({ lang, text: expect.stringContaining('a') as string });
  });

  it('leaves out what is no code, and files that are no mixture', () => {
    expect(scriptsIn('<script type="application/ld+json">{}</script>', 'a.vue')!.text.trim()).toBe('');
    expect(scriptsIn('<template/>', 'a.vue')!.text).toBe(' '.repeat(11));
    expect(scriptsIn('<script>a</script>', 'a.html')).toBeUndefined();
  });
});
