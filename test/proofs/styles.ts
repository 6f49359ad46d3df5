/** How a module is written. */
export type Style = 'CommonJS' | 'ESM' | 'TypeScript';

export const STYLES: readonly Style[] = ['ESM', 'CommonJS', 'TypeScript'];
