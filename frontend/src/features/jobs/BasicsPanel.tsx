/** Name, description and output name of a new job. */
import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import styles from './create.module.css';
import type { Draft } from './draft';

const LONGEST_NAME = 120;

interface Props {
  draft: Draft;
  tried: boolean;
  onChange: (part: Partial<Draft>) => void;
}

export function BasicsPanel({ draft, tried, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const missing = tried && !draft.name.trim();
  return (
    <Panel title={t('jobs.create.basics')}>
      <div className={styles.fields}>
        <div className={styles.field}>
          <label htmlFor={`${id}name`}>{t('jobs.create.name')}</label>
          <Input
            id={`${id}name`}
            value={draft.name}
            maxLength={LONGEST_NAME}
            autoFocus
            placeholder={t('jobs.create.namePlaceholder')}
            status={missing ? 'error' : undefined}
            onChange={(event) => onChange({ name: event.target.value })}
          />
          {missing && (
            <p role="alert" className={styles.fieldError}>
              {t('jobs.create.nameRequired')}
            </p>
          )}
        </div>
        <div className={styles.field}>
          <label htmlFor={`${id}output`}>
            {t('jobs.create.outputName')} <span className="muted">({t('common.optional')})</span>
          </label>
          <Input
            id={`${id}output`}
            value={draft.outputName}
            maxLength={LONGEST_NAME}
            placeholder={t('jobs.create.outputNameHint')}
            onChange={(event) => onChange({ outputName: event.target.value })}
          />
        </div>
        <div className={`${styles.field} ${styles.wide}`}>
          <label htmlFor={`${id}description`}>
            {t('jobs.create.description')} <span className="muted">({t('common.optional')})</span>
          </label>
          <Input.TextArea
            id={`${id}description`}
            value={draft.description}
            autoSize={{ minRows: 1, maxRows: 5 }}
            maxLength={4000}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        </div>
      </div>
    </Panel>
  );
}
