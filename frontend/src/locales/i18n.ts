/** Chooses, loads and switches the language of page, antd and dayjs together. Knows no page. */
import type { Locale } from 'antd/es/locale';
import dayjs from 'dayjs';
import duration from 'dayjs/plugin/duration';
import relativeTime from 'dayjs/plugin/relativeTime';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Catalogue } from './catalogue';

export type Language = 'zh' | 'en';
export const LANGUAGE_KEY = 'easytune.language';

dayjs.extend(relativeTime);
dayjs.extend(duration);

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Catalogue };
  }
}

const LOADERS: Record<Language, () => Promise<{ default: Catalogue; antd: Locale }>> = {
  zh: () => import('./zh/index'),
  en: () => import('./en/index'),
};
const antdLocales = new Map<Language, Locale>();

export function storedLanguage(): Language | null {
  const stored = localStorage.getItem(LANGUAGE_KEY);
  return stored === 'zh' || stored === 'en' ? stored : null;
}

export function firstLanguage(): Language {
  return storedLanguage() ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
}

/** The language that is shown now. */
export function currentLanguage(): Language {
  return i18next.language === 'en' ? 'en' : 'zh';
}

export function antdLocale(language: Language): Locale | undefined {
  return antdLocales.get(language);
}

async function load(language: Language): Promise<void> {
  if (antdLocales.has(language)) return;
  const bundle = await LOADERS[language]();
  antdLocales.set(language, bundle.antd);
  i18next.addResourceBundle(language, 'translation', bundle.default, true, true);
}

/** Loads the texts, then switches everything at once. `remember` keeps the choice in this browser. */
export async function switchLanguage(language: Language, remember: boolean): Promise<void> {
  await load(language);
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  if (remember) localStorage.setItem(LANGUAGE_KEY, language);
  await i18next.changeLanguage(language);
}

export async function startI18n(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    partialBundledLanguages: true,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await switchLanguage(language, false);
}
