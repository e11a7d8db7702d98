/** Models as table and cards. Knows no filter. */
import { DeploymentUnitOutlined, PlusOutlined } from '@ant-design/icons';
import type { UseQueryResult } from '@tanstack/react-query';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Model } from '@/api/models';
import { EmptyState } from '@/components/EmptyState';
import { formatBytes, formatParameters, formatPercent } from '@/components/format';
import { LinkButton } from '@/components/LinkButton';
import { ResponsiveList, type Paging } from '@/components/ResponsiveList';
import { Time } from '@/components/Time';
import { abilityOf } from './ability';
import { ModelActions } from './ModelActions';
import styles from './models.module.css';
import { SourceTag } from './SourceTag';

interface Props {
  list: UseQueryResult<{ items: Model[]; total: number }>;
  tunedOnly: boolean;
  filtered: boolean;
  onClearFilters: () => void;
  onOpen: (model: Model) => void;
  paging: Omit<Paging, 'total'>;
}

function Name({ model, onOpen }: { model: Model; onOpen: (model: Model) => void }) {
  const { t } = useTranslation();
  return (
    <span className={styles.named}>
      <span className={styles.nameCell}>
        <button type="button" className={styles.name} onClick={() => onOpen(model)}>
          {model.name}
        </button>
        <SourceTag model={model} />
      </span>
      <span className={`muted ${styles.ability}`}>{t(`models.can.${abilityOf(model)}`)}</span>
    </span>
  );
}

/** Accuracy of a classifier, loss of a language model; undefined for one that was not tuned here. */
function useResult(): (model: Model) => string | undefined {
  const { t } = useTranslation();
  return ({ metrics: { accuracy, loss } }) => {
    if (accuracy !== undefined) return formatPercent(accuracy);
    return loss === undefined ? undefined : t('components.loss', { loss: loss.toFixed(3) });
  };
}

function useColumns(onOpen: (model: Model) => void): TableColumnsType<Model> {
  const { t } = useTranslation();
  const resultOf = useResult();
  return [
    { key: 'name', title: t('models.list.model'), render: (_, model) => <Name model={model} onOpen={onOpen} /> },
    {
      key: 'parameters',
      title: t('models.list.parameters'),
      align: 'right',
      render: (_, { parameters }) => formatParameters(parameters),
    },
    { key: 'size', title: t('common.size'), align: 'right', render: (_, { bytes }) => formatBytes(bytes) },
    { key: 'labels', title: t('models.list.labels'), align: 'right', render: (_, { labels }) => labels?.length ?? '–' },
    { key: 'result', title: t('models.list.result'), align: 'right', render: (_, model) => resultOf(model) ?? '–' },
    { key: 'created', title: t('common.created'), render: (_, model) => <Time value={model.created_at} /> },
    {
      key: 'actions',
      title: <span className="visually-hidden">{t('common.actions')}</span>,
      align: 'right',
      render: (_, model) => <ModelActions model={model} />,
    },
  ];
}

function Card({ model, onOpen }: { model: Model; onOpen: (model: Model) => void }) {
  const { t } = useTranslation();
  const result = useResult()(model);
  return (
    <div className={styles.card}>
      <div className={styles.cardHead}>
        <Name model={model} onOpen={onOpen} />
        <ModelActions model={model} compact />
      </div>
      <p className="muted">
        {formatParameters(model.parameters)} · {formatBytes(model.bytes)}
        {result && ` · ${t('models.list.result')}: ${result}`} · <Time value={model.created_at} />
      </p>
    </div>
  );
}

function Nothing({ tuned }: { tuned: boolean }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<DeploymentUnitOutlined />}
      title={tuned ? t('models.empty.tunedTitle') : t('models.empty.title')}
      text={tuned ? t('models.empty.tunedText') : t('models.empty.text')}
      actions={
        tuned && (
          <LinkButton to="/jobs/new" type="primary" icon={<PlusOutlined />}>
            {t('models.empty.newJob')}
          </LinkButton>
        )
      }
    />
  );
}

export function ModelList({ list, tunedOnly, filtered, onClearFilters, onOpen, paging }: Props) {
  const { t } = useTranslation();
  return (
    <ResponsiveList<Model>
      label={t('models.title')}
      rows={list.data?.items}
      keyOf={(model) => model.id}
      columns={useColumns(onOpen)}
      card={(model) => <Card model={model} onOpen={onOpen} />}
      error={list.error}
      onRetry={() => void list.refetch()}
      empty={<Nothing tuned={tunedOnly} />}
      filtered={filtered}
      onClearFilters={onClearFilters}
      paging={{ ...paging, total: list.data?.total ?? 0 }}
      onRow={onOpen}
    />
  );
}
