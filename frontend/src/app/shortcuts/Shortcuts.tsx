/** Search and shortcuts as two buttons of the top bar, with their dialogs and their keys. */
import { QuestionCircleOutlined, SearchOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './shortcuts.module.css';
import { useShortcuts } from './useShortcuts';

const HelpDialog = lazy(async () => ({ default: (await import('./HelpDialog')).HelpDialog }));
const SearchDialog = lazy(async () => ({ default: (await import('./SearchDialog')).SearchDialog }));

export function Shortcuts({ wide }: { wide: boolean }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<'none' | 'search' | 'help'>('none');
  // a dialog is loaded when it is first wanted, and stays to be closed in its own time
  const [wanted, setWanted] = useState(false);
  const before = useRef<Element | null>(null);
  const show = (dialog: 'search' | 'help') => {
    if (shown === 'none') before.current = document.activeElement;
    setWanted(true);
    setShown(dialog);
  };
  const close = () => setShown('none');
  const giveFocusBack = () => {
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
  };
  useShortcuts({ onSearch: () => show('search'), onHelp: () => show('help') });
  return (
    <>
      {wide ? (
        <Button
          className={styles.wideSearch}
          icon={<SearchOutlined />}
          aria-keyshortcuts="Control+K"
          onClick={() => show('search')}
        >
          <span className={styles.hint}>
            {t('shell.search.short')} <kbd>Ctrl K</kbd>
          </span>
        </Button>
      ) : (
        <Button
          type="text"
          icon={<SearchOutlined />}
          aria-label={t('shell.search.label')}
          onClick={() => show('search')}
        />
      )}
      {wide && (
        <Button
          type="text"
          icon={<QuestionCircleOutlined />}
          aria-label={t('shell.shortcuts.title')}
          aria-keyshortcuts="?"
          onClick={() => show('help')}
        />
      )}
      {wanted && (
        <Suspense fallback={null}>
          <SearchDialog open={shown === 'search'} onClose={close} onClosed={giveFocusBack} />
          <HelpDialog open={shown === 'help'} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
