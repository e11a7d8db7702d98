/** The sample datasets, each with one button; used where datasets are made and on the dashboard. */
import { CommentOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { samplesQuery, useTakeSample, type Sample } from '@/api/datasets';
import { ErrorState } from './ErrorState';
import { formatBytes } from './format';
import { LinkButton } from './LinkButton';
import { NothingOffered } from './NothingOffered';
import { PullCard } from './PullCard';
import { useErrorToast } from './useErrorText';

function SampleCard({ sample }: { sample: Sample }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const take = useTakeSample();
  const failed = useErrorToast();
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  const [first] = sample.dataset_ids;
  const refresh = () => {
    void client.invalidateQueries({ queryKey: samplesQuery.queryKey });
    void client.invalidateQueries({ queryKey: ['datasets', 'list'] });
    void client.invalidateQueries({ queryKey: ['overview'] });
  };
  return (
    <PullCard
      icon={<CommentOutlined />}
      name={sample.name[language] ?? sample.key}
      description={sample.description[language] ?? ''}
      facts={[formatBytes(sample.download_bytes), sample.licence]}
      state={sample.state}
      runId={sample.run_id}
      taking={take.isPending}
      onTake={() => take.mutate(sample.key, { onError: failed })}
      onEnd={refresh}
      ready={first !== undefined && <LinkButton to={`/datasets/${first}`}>{t('components.pull.open')}</LinkButton>}
    />
  );
}

export function SampleList() {
  const samples = useQuery(samplesQuery);
  if (samples.error) {
    return (
      <div style={{ padding: 20 }}>
        <ErrorState error={samples.error} onRetry={() => void samples.refetch()} />
      </div>
    );
  }
  if (!samples.data) return <Skeleton active style={{ padding: 20 }} paragraph={{ rows: 2 }} />;
  if (samples.data.length === 0) return <NothingOffered />;
  return samples.data.map((sample) => <SampleCard key={sample.key} sample={sample} />);
}
