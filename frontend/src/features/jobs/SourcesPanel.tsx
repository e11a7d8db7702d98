/** Which data teach which model, what follows from the data, and what the model is validated on. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { datasetsQuery, type Dataset } from '@/api/datasets';
import { modelsQuery, type Model } from '@/api/models';
import { ErrorNote } from '@/components/ErrorState';
import { formatCount, formatParameters } from '@/components/format';
import { Panel } from '@/components/Panel';
import styles from './create.module.css';
import { isBaseFor, objectiveOf, withData, type Draft } from './draft';
import { Picker, type Choice } from './Picker';

const EVERYTHING = { search: '', page: 1, pageSize: 200 };
const SPLIT = 0;

interface Props {
  draft: Draft;
  tried: boolean;
  onChange: (part: Partial<Draft>) => void;
}

function useDatasets() {
  const labelled = useQuery(datasetsQuery({ ...EVERYTHING, task: 'classification' }));
  const talks = useQuery(datasetsQuery({ ...EVERYTHING, task: 'conversation' }));
  const items = [...(labelled.data?.items ?? []), ...(talks.data?.items ?? [])].sort((a, b) => b.id - a.id);
  return { items, error: labelled.error ?? talks.error, pending: labelled.isPending || talks.isPending };
}

function useChoices() {
  const { t } = useTranslation();
  const aboutDataset = (dataset: Dataset) => {
    const rows = formatCount(dataset.rows);
    return dataset.task === 'conversation'
      ? t('jobs.create.datasetTalks', { rows })
      : t('jobs.create.datasetRows', { rows, labels: Object.keys(dataset.labels).length });
  };
  return {
    dataset: (item: Dataset): Choice => ({ value: item.id, name: item.name, about: aboutDataset(item) }),
    model: (item: Model): Choice => ({
      value: item.id,
      name: item.name,
      about: `${formatParameters(item.parameters)} · ${t(`jobs.create.modelKind.${item.task}`)}`,
    }),
  };
}

function Nothing({ text, to, action }: { text: string; to: string; action: string }) {
  return (
    <p>
      {text} <Link to={to}>{action}</Link>
    </p>
  );
}

/** What is learned follows from the data; said, so that nobody looks for a switch. */
function ObjectiveLine({ draft }: { draft: Draft }): ReactNode {
  const { t } = useTranslation();
  if (draft.datasetId === null) return null;
  const { kind } = draft.settings.objective;
  return (
    <p className={styles.objective} aria-live="polite">
      <span className="muted">{t('jobs.objective.title')}</span> <strong>{t(`jobs.objective.${kind}`)}</strong>{' '}
      <span className="muted">{t(`jobs.objective.${kind}Hint`)}</span>
    </p>
  );
}

export function SourcesPanel({ draft, tried, onChange }: Props) {
  const { t } = useTranslation();
  const choices = useChoices();
  const models = useQuery(modelsQuery({ ...EVERYTHING, base: true }));
  const datasets = useDatasets();
  const objective = draft.settings.objective.kind;
  const isChosen = draft.datasetId !== null;
  const bases = models.data?.items ?? [];
  const offered = isChosen ? bases.filter((model) => isBaseFor(model, objective)) : bases;
  const alike = isChosen ? datasets.items.filter(({ task }) => objectiveOf(task) === objective) : datasets.items;
  const pickData = (id: number) => {
    const dataset = datasets.items.find((known) => known.id === id);
    const model = bases.find((known) => known.id === draft.modelId);
    if (dataset) onChange(withData(draft, dataset, model));
  };
  const noModel = t(isChosen && objective === 'chat' ? 'jobs.create.modelNoneToChat' : 'jobs.create.modelNone');
  return (
    <Panel title={t('jobs.create.data')}>
      <ErrorNote error={models.error ?? datasets.error} />
      <div className={styles.fields}>
        <Picker
          label={t('jobs.create.dataset')}
          value={draft.datasetId}
          loading={datasets.pending}
          choices={datasets.items.map(choices.dataset)}
          missing={tried && !isChosen ? t('jobs.create.datasetRequired') : undefined}
          footer={
            !datasets.pending &&
            datasets.items.length === 0 && (
              <Nothing text={t('jobs.create.datasetNone')} to="/datasets/new" action={t('jobs.create.datasetGet')} />
            )
          }
          onChange={pickData}
        />
        <Picker
          label={t('jobs.create.model')}
          value={draft.modelId}
          loading={models.isPending}
          choices={offered.map(choices.model)}
          missing={tried && draft.modelId === null ? t('jobs.create.modelRequired') : undefined}
          footer={
            models.data &&
            offered.length === 0 && <Nothing text={noModel} to="/models" action={t('jobs.create.modelGet')} />
          }
          onChange={(modelId) => onChange({ modelId })}
        />
        <Picker
          label={t('jobs.create.validation')}
          value={draft.validationDatasetId ?? SPLIT}
          loading={datasets.pending}
          choices={[{ value: SPLIT, name: t('jobs.create.validationSplit'), about: '' }, ...alike.map(choices.dataset)]}
          onChange={(chosen) => onChange({ validationDatasetId: chosen === SPLIT ? null : chosen })}
        />
      </div>
      <ObjectiveLine draft={draft} />
    </Panel>
  );
}
