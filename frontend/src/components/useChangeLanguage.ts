/** Switches the language everywhere: page, browser storage, account. */
import { useSaveLanguage, useSession } from '@/api/session';
import { switchLanguage, type Language } from '@/locales/i18n';

export function useChangeLanguage(): (language: Language) => void {
  const save = useSaveLanguage();
  const signedIn = Boolean(useSession()?.user);
  return (language) => {
    void switchLanguage(language, true);
    if (signedIn) save.mutate(language);
  };
}
