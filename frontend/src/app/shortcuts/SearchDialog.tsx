/** Search and go to, by keyboard alone: a field and the list of where it leads. Knows no page from inside. */
import { SearchOutlined } from '@ant-design/icons';
import { Input, Modal } from 'antd';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { ErrorNote } from '@/components/ErrorState';
import styles from './shortcuts.module.css';
import { useFindings, type Finding } from './useFindings';

interface Props {
  open: boolean;
  onClose: () => void;
  /** It is gone: the field took the focus before the dialog could note who had it. */
  onClosed: () => void;
}

const STEP: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

function Results({
  id,
  findings,
  at,
  onGo,
}: {
  id: string;
  findings: Finding[];
  at: number;
  onGo: (f: Finding) => void;
}) {
  const { t } = useTranslation();
  return (
    <ul role="listbox" id={id} aria-label={t('shell.search.results')} className={styles.results}>
      {findings.map((finding, index) => (
        <li
          key={finding.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          className={`${styles.result} ${index === at ? styles.chosen : ''}`}
          ref={(row) => {
            if (index === at) row?.scrollIntoView({ block: 'nearest' });
          }}
          onClick={() => onGo(finding)}
        >
          <span>{finding.name}</span>
          <span className="muted">{t(`shell.search.${finding.group}`)}</span>
        </li>
      ))}
    </ul>
  );
}

function Search({ onClose }: Pick<Props, 'onClose'>) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState(0);
  const { findings, error, busy } = useFindings(typed);
  const at = Math.min(wanted, findings.length - 1);
  const go = (finding: Finding | undefined) => {
    if (!finding) return;
    onClose();
    void navigate(finding.to);
  };
  const pressed = (event: KeyboardEvent) => {
    const step = STEP[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setWanted((at + step + findings.length) % Math.max(findings.length, 1));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) go(findings[at]);
  };
  return (
    <>
      <Input
        autoFocus
        size="large"
        prefix={<SearchOutlined className="muted" />}
        value={typed}
        role="combobox"
        aria-expanded={findings.length > 0}
        aria-controls={id}
        aria-activedescendant={findings[at] && `${id}-${at}`}
        aria-label={t('shell.search.label')}
        placeholder={t('shell.search.placeholder')}
        onChange={(event) => {
          setTyped(event.target.value);
          setWanted(0);
        }}
        onKeyDown={pressed}
      />
      <Results id={id} findings={findings} at={at} onGo={go} />
      <p role="status" className={findings.length > 0 || busy ? 'visually-hidden' : `muted ${styles.nothing}`}>
        {busy ? '' : findings.length > 0 ? t('shell.search.count', { count: findings.length }) : t('common.noResults')}
      </p>
      <ErrorNote error={error} />
    </>
  );
}

export function SearchDialog({ open, onClose, onClosed }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      open={open}
      onCancel={onClose}
      afterClose={onClosed}
      footer={null}
      title={t('shell.search.label')}
      destroyOnHidden
      width={560}
    >
      <Search onClose={onClose} />
    </Modal>
  );
}
