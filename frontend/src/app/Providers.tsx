/** Theme, language, server cache and toasts around the whole page. Knows no route. */
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { App as AntdApp, ConfigProvider } from 'antd';
import { useEffect, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { antdLocale, currentLanguage } from '@/locales/i18n';
import { antdTheme } from '@/theme/antd';
import { useAppearance, useTheme } from '@/theme/appearance';

interface Props {
  client: QueryClient;
  children: ReactNode;
}

export function Providers({ client, children }: Props) {
  useTranslation();
  const theme = useTheme();
  const density = useAppearance((state) => state.density);
  const config = useMemo(() => antdTheme(theme, density), [theme, density]);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <QueryClientProvider client={client}>
      <ConfigProvider theme={config} locale={antdLocale(currentLanguage())} button={{ autoInsertSpace: false }}>
        <AntdApp component={false} message={{ maxCount: 3 }}>
          {children}
        </AntdApp>
      </ConfigProvider>
    </QueryClientProvider>
  );
}
