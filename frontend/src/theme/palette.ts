/** Every colour of the product, once: CSS variables (`--et-…`), antd tokens and charts read from here. Knows no React. */

const LIGHT = {
  page: '#f5f6f9',
  surface: '#ffffff',
  sunken: '#f7f8fa',
  hover: '#f0f2f6',
  border: '#e5e8ee',
  borderStrong: '#cfd5df',
  text: '#161c28',
  textSecondary: '#4b5465',
  textTertiary: '#596273',
  textDisabled: '#767e8d',
  primary: '#0958d9',
  link: '#0958d9',
  primarySoft: '#e9f1ff',
  success: '#237804',
  successSoft: '#ecf7e5',
  warning: '#ad4e00',
  warningSoft: '#fff4e5',
  error: '#cf1322',
  errorSoft: '#fff0ef',
  neutralSoft: '#eef0f4',
  successBorder: '#c5e3b4',
  warningBorder: '#f3d5a8',
  errorBorder: '#f5c4c0',
  infoBorder: '#bcd4fb',
  terminal: '#10151d',
  shadow: '0 1px 2px rgb(16 24 40 / 0.04), 0 1px 3px rgb(16 24 40 / 0.04)',
  lift: '0 10px 30px -12px rgb(16 24 40 / 0.18)',
  glow: 'radial-gradient(60rem 30rem at 15% -10%, #dfeaff 0%, transparent 60%), radial-gradient(50rem 28rem at 100% 0%, #e6f6f1 0%, transparent 55%)',
};

export type Palette = typeof LIGHT;

const DARK: Palette = {
  page: '#0d1015',
  surface: '#151920',
  sunken: '#1a1f28',
  hover: '#202632',
  border: '#272e3a',
  borderStrong: '#3a4352',
  text: '#e8ebf1',
  textSecondary: '#b6bdca',
  textTertiary: '#9ba4b3',
  textDisabled: '#8c8c8c',
  primary: '#3c89e8',
  link: '#69b1ff',
  primarySoft: '#16273f',
  success: '#7cc75a',
  successSoft: '#18271a',
  warning: '#f0a350',
  warningSoft: '#2d2114',
  error: '#ff7b76',
  errorSoft: '#321a1c',
  neutralSoft: '#232933',
  successBorder: '#2f4d2c',
  warningBorder: '#54401f',
  errorBorder: '#5d2f31',
  infoBorder: '#27456e',
  terminal: '#0a0d12',
  shadow: '0 1px 2px rgb(0 0 0 / 0.3)',
  lift: '0 12px 32px -10px rgb(0 0 0 / 0.6)',
  glow: 'radial-gradient(60rem 30rem at 15% -10%, #14243f 0%, transparent 60%), radial-gradient(50rem 28rem at 100% 0%, #10261f 0%, transparent 55%)',
};

export type ThemeName = 'light' | 'dark';

export const PALETTES: Record<ThemeName, Palette> = { light: LIGHT, dark: DARK };

/** Series colours of charts, in order; each at least 3:1 against its surface. */
export const SERIES: Record<ThemeName, readonly string[]> = {
  light: ['#0958d9', '#c2410c', '#0f766e', '#7c3aed', '#b4235a', '#4d7c0f'],
  dark: ['#5aa2ff', '#fb923c', '#2dd4bf', '#a78bfa', '#f472b6', '#a3e635'],
};

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--et-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${value};`)
    .join('');
}

export function paletteCss(): string {
  return [
    `:root{color-scheme:light;${variables(LIGHT)}}`,
    `:root[data-theme=dark]{color-scheme:dark;${variables(DARK)}}`,
    'body{margin:0;background:var(--et-page);color:var(--et-text)}',
  ].join('');
}
