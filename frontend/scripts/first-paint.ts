/** Vite plugin: the colours and the stored theme are there before the first paint. Knows no React. */
import { createHash } from 'node:crypto';
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { paletteCss } from '../src/theme/palette.ts';

/** Runs before anything is drawn; a file of its own (no inline script), so that a strict CSP can stay strict. */
const BOOT = `(function () {
  var mode = 'system', language = null;
  try {
    mode = JSON.parse(localStorage.getItem('easytune.appearance') || '{}').state.mode;
    language = localStorage.getItem('easytune.language');
  } catch (e) {}
  var dark = mode === 'dark' || (mode !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.documentElement.lang = language || (/^zh/i.test(navigator.language) ? 'zh' : 'en');
})();
`;

export function firstPaint(): Plugin {
  const hash = createHash('sha256').update(BOOT).digest('hex').slice(0, 8);
  const fileName = `assets/first-paint-${hash}.js`;
  let building = false;
  return {
    name: 'easytune-first-paint',
    configResolved(config) {
      building = config.command === 'build';
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: BOOT });
    },
    transformIndexHtml(): HtmlTagDescriptor[] {
      const boot: HtmlTagDescriptor = building
        ? { tag: 'script', attrs: { src: `/${fileName}` }, injectTo: 'head' }
        : { tag: 'script', children: BOOT, injectTo: 'head' };
      return [boot, { tag: 'style', children: paletteCss(), injectTo: 'head' }];
    },
  };
}
