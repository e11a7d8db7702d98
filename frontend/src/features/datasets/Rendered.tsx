/** What the model sees: rows after the chat template, each token marked as learned, only read, or cut off. */
import { MessageOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton, Switch } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '@/api/datasets';
import { modelsQuery, type Model } from '@/api/models';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { formatCount } from '@/components/format';
import { LinkButton } from '@/components/LinkButton';
import { Panel } from '@/components/Panel';
import { useUrlState } from '@/components/useUrlState';
import styles from './rendered.module.css';
import { RenderedBar } from './RenderedBar';
import { Legend, RenderedTokens } from './RenderedTokens';
import { useRendered, type Look, type RenderedRow } from './renderings';
import { RowStepper } from './RowStepper';

const MOST_MODELS = 200;
const USUAL_TOKENS = 512;

export function Rendered({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const models = useQuery(modelsQuery({ search: '', task: 'language_model', page: 1, pageSize: MOST_MODELS }));
  if (models.error) return <ErrorState error={models.error} onRetry={() => void models.refetch()} />;
  if (!models.data) return <Skeleton active paragraph={{ rows: 6 }} />;
  const [first] = models.data.items;
  if (first) return <Chosen dataset={dataset} models={models.data.items} first={first} />;
  return (
    <EmptyState
      icon={<MessageOutlined />}
      title={t('rendered.noModel')}
      text={t('rendered.noModelHint')}
      actions={<LinkButton to="/models">{t('rendered.getModel')}</LinkButton>}
    />
  );
}

interface ChosenProps {
  dataset: Dataset;
  models: readonly Model[];
  first: Model;
}

function Chosen({ dataset, models, first }: ChosenProps) {
  const [get, change] = useUrlState();
  const [withIds, setWithIds] = useState(false);
  const [settings, setSettings] = useState<Omit<Look, 'modelId'>>({
    maxTokens: USUAL_TOKENS,
    learn: 'all',
    template: 'auto',
  });
  const model = models.find(({ id }) => String(id) === get('model')) ?? first;
  const row = Math.min(dataset.rows, Math.max(1, Math.trunc(Number(get('row'))) || 1)) - 1;
  const look = { ...settings, modelId: model.id, maxTokens: Math.min(settings.maxTokens, model.max_tokens) };
  const turn = ({ modelId, ...rest }: Partial<Look>) => {
    if (modelId !== undefined) change({ model: String(modelId) });
    setSettings({ ...settings, ...rest });
  };
  return (
    <Panel>
      <RenderedBar models={models} look={look} onChange={turn} />
      <div className={styles.head}>
        <RowStepper row={row} rows={dataset.rows} onGo={(to) => change({ row: to === 0 ? '' : String(to + 1) })} />
        <Ids on={withIds} onChange={setWithIds} />
      </div>
      <View dataset={dataset} look={look} row={row} withIds={withIds} />
      <Legend />
    </Panel>
  );
}

function Ids({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <span className={styles.switch}>
      <Switch id={id} size="small" checked={on} onChange={onChange} />
      <label htmlFor={id}>{t('rendered.showIds')}</label>
    </span>
  );
}

interface ViewProps {
  dataset: Dataset;
  look: Look;
  row: number;
  withIds: boolean;
}

function View({ dataset, look, row, withIds }: ViewProps) {
  const { t } = useTranslation();
  const { rows, error, again } = useRendered(dataset, look, row);
  const shown = rows?.find((one) => one.row === row);
  if (shown) {
    return (
      <>
        <Counts row={shown} />
        <RenderedTokens row={shown} withIds={withIds} />
      </>
    );
  }
  if (error) return <ErrorState error={error} onRetry={again} />;
  return (
    <div role="status">
      <p className="muted">{t('rendered.loading')}</p>
      <Skeleton active title={false} paragraph={{ rows: 5 }} />
    </div>
  );
}

function Counts({ row }: { row: RenderedRow }) {
  const { t } = useTranslation();
  const percent = row.total_tokens ? Math.round((100 * row.learned_tokens) / row.total_tokens) : 0;
  return (
    <div className={styles.counts} role="status">
      <p className="figures">
        <strong>{t('rendered.tokens', { count: row.total_tokens, tokens: formatCount(row.total_tokens) })}</strong>
        {' · '}
        {t('rendered.inLoss', { learned: formatCount(row.learned_tokens), percent })}
        {row.cut_tokens > 0 && ` · ${t('rendered.cutOff', { cut: formatCount(row.cut_tokens) })}`}
        <span className="muted">{` · ${t('rendered.line', { line: row.line })}`}</span>
      </p>
      {row.dropped === 'nothing_to_learn' && (
        <Alert type="warning" showIcon title={t('rendered.nothing')} description={t('rendered.nothingHint')} />
      )}
    </div>
  );
}
