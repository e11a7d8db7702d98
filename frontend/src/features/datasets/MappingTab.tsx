/** The columns of the raw file and which of them are text and label. */
import { useTranslation } from 'react-i18next';
import type { Dataset } from '@/api/datasets';
import { Badge } from '@/components/Badge';
import { Panel } from '@/components/Panel';
import styles from './datasets.module.css';
import { FileFacts } from './FileFacts';
import { MappingForm } from './MappingForm';
import { Verdict } from './Verdict';

export function MappingTab({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  return (
    <div className={styles.stack}>
      <Panel title={t('datasets.mapping.heading')}>
        <div className={styles.stack}>
          <FileFacts dataset={dataset} />
          <MappingForm dataset={dataset} />
          <Verdict dataset={dataset} />
        </div>
      </Panel>
      {dataset.fields.length > 0 && (
        <Panel title={t('datasets.mapping.columns')}>
          <ul className={styles.columns}>
            {dataset.fields.map((field) => (
              <li key={field.name}>
                <strong>{field.name}</strong>
                <Badge text={t(`datasets.mapping.type.${field.type}`)} />
                {field.missing > 0 && (
                  <span className={styles.caution}>{t('datasets.mapping.missing', { count: field.missing })}</span>
                )}
                <span className={`muted ${styles.miniText}`}>{field.example}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  );
}
