import { describe, expect, it } from 'vitest';
import { action, applied, open, texts, titles, underlined } from './service-of.ts';

const VUE = `<template>
  <p @click="fetch('\${org}/services/data/v60.0/limits', { signal })">{{ limits }}</p>
</template>

<script setup lang="ts">
const org: string = useOrg();
const limits = await ‸fetch(\`\${org}/services/data/v60.0/limits\`, { signal });
</script>

<style>
p { color: red }
</style>
`;
const [ABOVE, BELOW] = [VUE.slice(0, VUE.indexOf('const org')), VUE.slice(VUE.indexOf('</script>'))];
const FILES = { 'package.json': '{}', 'src/lib/format-date.ts': '' };

describe('the scripts of Vue and Svelte files', () => {
  it('are looked at where they are', () => {
    expect(underlined(open(VUE, 'src/Limits.vue'))).toBe(VUE.replace('‸fetch', '«fetch»'));
    const svelte = `<script>\n  const limits = ‸fetch(\`\${org}/services/data/v60.0/limits\`, { signal });\n</script>\n<p>{limits}</p>\n`;
    expect(underlined(open(svelte, 'src/Limits.svelte'))).toBe(svelte.replace('‸fetch', '«fetch»'));
    expect(underlined(open('<template><p>/services/data/v60.0/limits</p></template>', 'a.vue'))).not.toContain('«');
  });

  it('import the client within the script', () => {
    const opened = open(VUE, 'src/Limits.vue', { files: FILES });
    const { text, made } = applied(opened, action(opened, /^Create src\/lib\/salesforce-fetch\.ts/));
    expect(Object.keys(made)).toEqual(['src/lib/salesforce-fetch.ts', 'src/Limits.vue']);
    expect(text).toBe(`${ABOVE}import { salesforceFetch } from './lib/salesforce-fetch';

const org: string = useOrg();
const limits = await salesforceFetch(\`\${org}/services/data/v60.0/limits\`, { signal });
${BELOW}`);
  });

  it('keep everything around them when all is fixed, and when a client is put in', () => {
    for (const [title, only] of [
      ['Fix all', 'source'],
      ['Insert', 'quickfix'],
    ] as const) {
      const opened = open(VUE, 'src/Limits.vue', { files: FILES });
      const { text, left } = applied(opened, action(opened, new RegExp(`^${title}`), [only]));
      expect(text.startsWith(`${ABOVE}// #region salesforce-fetch\n`)).toBe(true);
      expect(
        text.endsWith(
          `\nconst limits = await salesforceFetch(\`\${org}/services/data/v60.0/limits\`, { signal });\n${BELOW}`,
        ),
      ).toBe(true);
      expect(left).toEqual([]);
    }
  });

  it.each([/for this line/, /for the whole file/])('hold the comments that disable: %s', (title) => {
    const opened = open(VUE, 'src/Limits.vue');
    const changed = action(opened, title);
    expect(texts(opened, changed.edit!)['src/Limits.vue']).toMatch(/^const org|^\/\* eslint-disable/m);
    const { text, left } = applied(opened, changed);
    expect(text.slice(ABOVE.length)).toContain('salesforce-resilience/require-retry -- reason');
    expect(left).toEqual([]);
  });

  it('have the actions of any other script', () => {
    expect(titles(open(VUE, 'src/Limits.vue', { files: FILES }))).toHaveLength(4);
  });
});
