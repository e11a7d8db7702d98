/** Which model learns from which data, and what it is validated on. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { datasetsQuery, type Dataset } from '@/api/datasets';
import { modelsQuery } from '@/api/models';
import { ErrorNote } from '@/components/ErrorState';
import { formatCount } from '@/components/format';
import { Panel } from '@/components/Panel';
import styles from './create.module.css';
import type { Draft } from './draft';

const MOST_CHOICES = 200;
const SPLIT = 0;

interface Props {
  draft: Draft;
  tried: boolean;
  onChange: (part: Partial<Draft>) => void;
}

interface Choice {
  value: number;
  name: string;
  about: string;
}

interface FieldProps {
  label: string;
  value: number | null;
  choices: readonly Choice[];
  loading: boolean;
  missing?: string;
  footer?: ReactNode;
  onChange: (value: number) => void;
}

function Picker({ label, value, choices, loading, missing, footer, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <Select<number, Choice & { label: string }>
        id={id}
        aria-label={label}
        value={loading ? null : value}
        loading={loading}
        showSearch={{ optionFilterProp: 'label' }}
        status={missing ? 'error' : undefined}
        options={choices.map((choice) => ({ ...choice, label: choice.name }))}
        optionRender={({ data }) => (
          <span className={styles.option}>
            {data.name}
            <span className="muted">{data.about}</span>
          </span>
        )}
        onChange={(chosen) => onChange(chosen)}
      />
      {missing && (
        <p role="alert" className={styles.fieldError}>
          {missing}
        </p>
      )}
      {footer}
    </div>
  );
}

export function SourcesPanel({ draft, tried, onChange }: Props) {
  const { t } = useTranslation();
  const everything = { search: '', page: 1, pageSize: MOST_CHOICES };
  const models = useQuery(modelsQuery({ ...everything, task: 'encoder' }));
  const datasets = useQuery(datasetsQuery({ ...everything, task: 'classification' }));
  const about = (dataset: Dataset) =>
    t('jobs.create.datasetRows', {
      rows: formatCount(dataset.rows),
      labels: Object.keys(dataset.labels).length,
    });
  const data = (datasets.data?.items ?? []).map((item) => ({ value: item.id, name: item.name, about: about(item) }));
  const noModel = models.data?.items.length === 0;
  const noData = datasets.data?.items.length === 0;
  return (
    <Panel title={t('jobs.create.data')}>
      <ErrorNote error={models.error ?? datasets.error} />
      <div className={styles.fields}>
        <Picker
          label={t('jobs.create.model')}
          value={draft.modelId}
          loading={models.isPending}
          choices={(models.data?.items ?? []).map((model) => ({
            value: model.id,
            name: model.name,
            about: t('jobs.create.parameters', { millions: (model.parameters / 1e6).toFixed(1) }),
          }))}
          missing={tried && draft.modelId === null ? t('jobs.create.modelRequired') : undefined}
          footer={
            noModel && (
              <p>
                {t('jobs.create.modelNone')} <Link to="/models">{t('jobs.create.modelGet')}</Link>
              </p>
            )
          }
          onChange={(modelId) => onChange({ modelId })}
        />
        <Picker
          label={t('jobs.create.dataset')}
          value={draft.datasetId}
          loading={datasets.isPending}
          choices={data}
          missing={tried && draft.datasetId === null ? t('jobs.create.datasetRequired') : undefined}
          footer={
            noData && (
              <p>
                {t('jobs.create.datasetNone')} <Link to="/datasets/new">{t('jobs.create.datasetGet')}</Link>
              </p>
            )
          }
          onChange={(datasetId) => {
            const name = data.find((choice) => choice.value === datasetId)?.name ?? '';
            onChange(draft.name.trim() ? { datasetId } : { datasetId, name });
          }}
        />
        <Picker
          label={t('jobs.create.validation')}
          value={draft.validationDatasetId ?? SPLIT}
          loading={datasets.isPending}
          choices={[{ value: SPLIT, name: t('jobs.create.validationSplit'), about: '' }, ...data]}
          onChange={(chosen) => onChange({ validationDatasetId: chosen === SPLIT ? null : chosen })}
        />
      </div>
    </Panel>
  );
}
