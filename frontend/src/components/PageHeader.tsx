/** Title, one sentence and the actions of a page; sets the browser's title as well. */
import { ArrowLeftOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import styles from './PageHeader.module.css';
import { useTitle } from './useTitle';

interface Props {
  title: string;
  /** When the shown title is more than text (an editable name, a tag beside it). */
  heading?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  back?: string;
  /** 0 to 1, shown in the browser's title. */
  progress?: number;
}

export function PageHeader({ title, heading, lead, actions, back, progress }: Props) {
  const { t } = useTranslation();
  useTitle(title, progress);
  return (
    <header className={styles.header}>
      {back && (
        <Link to={back} className={styles.back} aria-label={t('common.back')}>
          <ArrowLeftOutlined />
        </Link>
      )}
      <div className={styles.words}>
        <h1>{heading ?? title}</h1>
        {lead && <div className={styles.lead}>{lead}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
