/** How many rows can be used, in one line. */
import { CheckCircleFilled, WarningFilled } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '@/api/datasets';
import { formatCount } from '@/components/format';
import styles from './datasets.module.css';

export function Verdict({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const some = dataset.rejected_rows > 0;
  return (
    <p className={`${styles.verdict} ${some ? styles.some : ''}`} role="status">
      {some ? <WarningFilled /> : <CheckCircleFilled />}
      <span>
        {t('datasets.understand.valid', {
          valid: formatCount(dataset.rows),
          total: formatCount(dataset.rows + dataset.rejected_rows),
        })}
        {some && <> · {t('datasets.understand.rejected', { count: dataset.rejected_rows })}</>}
      </span>
    </p>
  );
}
