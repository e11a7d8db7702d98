/** The starter models, each with one button; used on the models page and on the dashboard. */
import { DeploymentUnitOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { startersQuery, useDiscardDownload, useTakeStarter, type Starter } from '@/api/models';
import { ErrorState } from './ErrorState';
import { formatBytes, formatParameters } from './format';
import { LinkButton } from './LinkButton';
import { NothingOffered } from './NothingOffered';
import { PullCard } from './PullCard';
import { useErrorToast } from './useErrorText';

function StarterCard({ starter }: { starter: Starter }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const take = useTakeStarter();
  const discard = useDiscardDownload();
  const failed = useErrorToast();
  const isPartial = (starter.state === 'absent' || starter.state === 'failed') && starter.kept_bytes > 0;
  const refresh = () => {
    void client.invalidateQueries({ queryKey: startersQuery.queryKey });
    void client.invalidateQueries({ queryKey: ['models', 'list'] });
    void client.invalidateQueries({ queryKey: ['overview'] });
  };
  return (
    <PullCard
      icon={<DeploymentUnitOutlined />}
      name={starter.name}
      description={starter.description[i18n.language === 'zh' ? 'zh' : 'en'] ?? ''}
      facts={[
        starter.languages.map((language) => t(`models.starters.language.${language}`)).join(', '),
        t('models.starters.parameters', { number: formatParameters(starter.parameters) }),
        t('models.starters.download', { size: formatBytes(starter.download_bytes) }),
        t('models.starters.disk', { size: formatBytes(starter.disk_bytes) }),
        starter.licence,
        starter.note,
      ]}
      kept={
        isPartial
          ? t('components.pull.kept', {
              done: formatBytes(starter.kept_bytes),
              total: formatBytes(starter.download_bytes),
            })
          : undefined
      }
      onDiscard={() => discard.mutate(starter.key, { onError: failed })}
      state={starter.state}
      runId={starter.run_id}
      taking={take.isPending}
      onTake={() => take.mutate(starter.key, { onError: failed })}
      onEnd={refresh}
      ready={<LinkButton to={`/models?model=${starter.model_id ?? ''}`}>{t('components.pull.open')}</LinkButton>}
    />
  );
}

export function StarterList() {
  const starters = useQuery(startersQuery);
  if (starters.error) {
    return (
      <div style={{ padding: 20 }}>
        <ErrorState error={starters.error} onRetry={() => void starters.refetch()} />
      </div>
    );
  }
  if (!starters.data) return <Skeleton active style={{ padding: 20 }} paragraph={{ rows: 2 }} />;
  if (starters.data.length === 0) return <NothingOffered />;
  return starters.data.map((starter) => <StarterCard key={starter.key} starter={starter} />);
}
