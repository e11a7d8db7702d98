/** A new training on one page: basics, model and data, settings, and what the server says about them. */
import { RocketOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { datasetQuery } from '@/api/datasets';
import { jobQuery } from '@/api/jobs';
import { modelQuery } from '@/api/models';
import { ErrorNote, ErrorState } from '@/components/ErrorState';
import { PageHeader } from '@/components/PageHeader';
import { BasicsPanel } from './BasicsPanel';
import { CheckPanel } from './CheckPanel';
import styles from './create.module.css';
import { emptyDraft, draftOf, toJob, useSettled, withData, type Draft } from './draft';
import { checkQuery, useCreateJob } from './queries';
import { SettingsPanel } from './SettingsPanel';
import { SourcesPanel } from './SourcesPanel';

const CHECK_PAUSE_MILLISECONDS = 400;

function CreateForm({ first, clonedFrom }: { first: Draft; clonedFrom?: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(first);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [tried, setTried] = useState(false);
  const create = useCreateJob();
  const job = toJob(draft);
  const settled = useSettled(job, CHECK_PAUSE_MILLISECONDS);
  const check = useQuery(checkQuery(settled));
  const blocked = !job || !draft.name.trim() || (check.data?.errors.length ?? 0) > 0;

  const change = (part: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...part }));
    setKey(crypto.randomUUID());
  };
  const start = () => {
    setTried(true);
    if (blocked || !job) return;
    create.mutate(
      { job, key },
      {
        onSuccess: (made) => {
          message.success(t('jobs.create.started'));
          void navigate(`/jobs/${made.id}`);
        },
      },
    );
  };
  const errors = check.data?.errors ?? [];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) start();
      }}
    >
      <PageHeader title={t('jobs.create.title')} lead={t('jobs.create.lead')} back="/jobs" />
      {clonedFrom && (
        <Alert
          type="info"
          showIcon
          title={t('jobs.create.clonedFrom', { name: clonedFrom })}
          style={{ marginBottom: 20 }}
        />
      )}
      <div className={styles.grid}>
        <div className={styles.main}>
          <BasicsPanel draft={draft} tried={tried} onChange={change} />
          <SourcesPanel draft={draft} tried={tried} onChange={change} />
          <SettingsPanel settings={draft.settings} errors={errors} onChange={(settings) => change({ settings })} />
        </div>
        <div className={styles.side}>
          <CheckPanel check={check.data} complete={job !== null} checking={check.isFetching} error={check.error} />
          <ErrorNote error={create.error} />
          <Button
            type="primary"
            size="large"
            block
            htmlType="submit"
            icon={<RocketOutlined />}
            loading={create.isPending}
            disabled={tried && blocked}
          >
            {t('jobs.create.start')}
          </Button>
        </div>
      </div>
    </form>
  );
}

export function CreateJobPage() {
  const [search] = useSearchParams();
  const from = Number(search.get('from')) || null;
  const source = useQuery({ ...jobQuery(from ?? 0), enabled: from !== null });
  const modelId = Number(search.get('model')) || null;
  const datasetId = Number(search.get('dataset')) || null;
  const dataset = useQuery({ ...datasetQuery(datasetId ?? 0), enabled: datasetId !== null && from === null });
  const model = useQuery({ ...modelQuery(modelId ?? 0), enabled: modelId !== null && from === null });
  if (from !== null && source.error) return <ErrorState error={source.error} onRetry={() => void source.refetch()} />;
  if ((from !== null && !source.data) || dataset.isLoading || model.isLoading) return null;
  const blank = { ...emptyDraft(), modelId };
  const given = dataset.data ? withData(blank, dataset.data, model.data) : blank;
  const first = source.data ? draftOf(source.data) : given;
  return <CreateForm key={from ?? 'new'} first={first} clonedFrom={source.data?.name} />;
}
