/** Packages that a user named and that are no models yet: on their way, paused or failed. Nothing at all when there are none. */
import { InboxOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { packagesQuery, useForgetPackage, useTakePackage, type PackagePull } from '@/api/models';
import { ErrorState } from '@/components/ErrorState';
import { Panel } from '@/components/Panel';
import { PullCard } from '@/components/PullCard';
import { useErrorToast } from '@/components/useErrorText';
import styles from './models.module.css';

function Pull({ pull }: { pull: PackagePull }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const take = useTakePackage();
  const forget = useForgetPackage();
  const failed = useErrorToast();
  const refresh = () => {
    void client.invalidateQueries({ queryKey: packagesQuery.queryKey });
    void client.invalidateQueries({ queryKey: ['models', 'list'] });
    void client.invalidateQueries({ queryKey: ['overview'] });
  };
  const { registry, name, version, folder } = pull;
  return (
    <PullCard
      icon={<InboxOutlined />}
      name={`${name} ${version}`}
      description={t(`models.package.registry.${registry}`)}
      facts={folder === null ? [] : [folder]}
      kept={pull.state === 'pulling' ? undefined : t(`models.package.${pull.state}`)}
      onDiscard={() => forget.mutate(pull.run_id, { onError: failed })}
      state={pull.state === 'stopped' ? 'absent' : pull.state}
      runId={pull.run_id}
      taking={take.isPending}
      onTake={() => take.mutate({ registry, name, version, folder }, { onError: failed })}
      onEnd={refresh}
      ready={null}
    />
  );
}

export function PackagePulls() {
  const { t } = useTranslation();
  const pulls = useQuery(packagesQuery);
  if (pulls.error) return <ErrorState error={pulls.error} onRetry={() => void pulls.refetch()} />;
  if (!pulls.data?.length) return null;
  return (
    <Panel title={t('models.package.heading')} className={styles.after} flush>
      {pulls.data.map((pull) => (
        <Pull key={`${pull.registry}:${pull.name}@${pull.version}:${pull.folder ?? ''}`} pull={pull} />
      ))}
    </Panel>
  );
}
