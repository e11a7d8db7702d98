/** What was found out about the uploaded file. */
import { useTranslation } from 'react-i18next';
import type { Dataset } from '@/api/datasets';
import { formatBytes } from '@/components/format';
import styles from './datasets.module.css';

export function FileFacts({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const delimiter = dataset.delimiter === '\t' ? t('datasets.understand.tab') : dataset.delimiter;
  const facts: [string, string][] = [
    [t('datasets.understand.file'), dataset.filename],
    [t('common.size'), formatBytes(dataset.bytes)],
    [t('datasets.list.format'), dataset.format.toUpperCase()],
    [t('datasets.understand.encoding'), dataset.encoding.toUpperCase()],
  ];
  facts.push([t('datasets.understand.found'), t(`datasets.task.${dataset.task}`)]);
  if (delimiter) facts.push([t('datasets.understand.delimiter'), delimiter]);
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
