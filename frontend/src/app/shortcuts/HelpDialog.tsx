/** The sheet of all keyboard shortcuts. */
import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { useAppearance } from '@/theme/appearance';
import styles from './shortcuts.module.css';
import { GO_TO, type GoKey } from './keys';

const PAGE: Record<GoKey, 'dashboard' | 'datasets' | 'models' | 'jobs' | 'playground'> = {
  d: 'dashboard',
  s: 'datasets',
  m: 'models',
  j: 'jobs',
  p: 'playground',
};
const CHORDS = [
  ['search', ['Ctrl', 'K']],
  ['help', ['Ctrl', '/']],
  ['theme', ['Alt', 'M']],
  ['send', ['Ctrl', 'Enter']],
] as const;
const SINGLE = [
  ['help', ['?']],
  ['new', ['n']],
  ['filter', ['/']],
  ['next', ['j']],
  ['previous', ['k']],
] as const;

function Row({ text, keys }: { text: string; keys: readonly string[] }) {
  return (
    <div className={styles.shortcut}>
      <dt>{text}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dd>
    </div>
  );
}

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const singleKeys = useAppearance((state) => state.singleKeys);
  const go = Object.keys(GO_TO) as GoKey[];
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t('shell.shortcuts.title')} destroyOnHidden width={520}>
      <dl>
        {CHORDS.map(([name, keys]) => (
          <Row key={name} text={t(`shell.shortcuts.${name}`)} keys={keys} />
        ))}
        <Row text={t('shell.shortcuts.close')} keys={['Esc']} />
        {singleKeys && SINGLE.map(([name, keys]) => <Row key={name} text={t(`shell.shortcuts.${name}`)} keys={keys} />)}
        {singleKeys &&
          go.map((key) => (
            <Row key={key} text={t('shell.shortcuts.go', { page: t(`shell.nav.${PAGE[key]}`) })} keys={['g', key]} />
          ))}
      </dl>
      <p className="muted">{t(singleKeys ? 'shell.shortcuts.canBeOff' : 'shell.shortcuts.areOff')}</p>
    </Modal>
  );
}
