/** Language, theme, density and shortcuts; kept in this browser, the language in the account too. */
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { useChangeLanguage } from '@/components/useChangeLanguage';
import { useAppearance, type Density, type ThemeMode } from '@/theme/appearance';
import styles from './settings.module.css';
import { SettingsFrame } from './SettingsFrame';

const MODES: readonly ThemeMode[] = ['light', 'dark', 'system'];
const DENSITIES: readonly Density[] = ['standard', 'compact'];

export function AppearancePage() {
  const { t, i18n } = useTranslation();
  const changeLanguage = useChangeLanguage();
  const { mode, density, singleKeys, set } = useAppearance();
  return (
    <SettingsFrame tab="appearance">
      <Panel>
        <div className={styles.choices}>
          <div>
            <strong>{t('settings.appearance.language')}</strong>
            <Segmented
              value={i18n.language}
              aria-label={t('settings.appearance.language')}
              options={[
                { value: 'zh', label: '中文' },
                { value: 'en', label: 'English' },
              ]}
              onChange={(language) => changeLanguage(language === 'zh' ? 'zh' : 'en')}
            />
          </div>
          <div>
            <strong>{t('settings.appearance.theme')}</strong>
            <Segmented<ThemeMode>
              value={mode}
              aria-label={t('settings.appearance.theme')}
              options={MODES.map((value) => ({ value, label: t(`shell.theme.${value}`) }))}
              onChange={(value) => set({ mode: value })}
            />
          </div>
          <div>
            <strong>{t('settings.appearance.density')}</strong>
            <Segmented<Density>
              value={density}
              aria-label={t('settings.appearance.density')}
              options={DENSITIES.map((value) => ({ value, label: t(`settings.appearance.${value}`) }))}
              onChange={(value) => set({ density: value })}
            />
          </div>
          <div>
            <strong>{t('settings.appearance.singleKeys')}</strong>
            <Segmented<boolean>
              value={singleKeys}
              aria-label={t('settings.appearance.singleKeys')}
              options={[
                { value: true, label: t('settings.appearance.on') },
                { value: false, label: t('settings.appearance.off') },
              ]}
              onChange={(value) => set({ singleKeys: value })}
            />
          </div>
        </div>
      </Panel>
    </SettingsFrame>
  );
}
