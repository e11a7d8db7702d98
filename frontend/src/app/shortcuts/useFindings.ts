/** Where a search can lead: pages, things to begin, and datasets, models and trainings by name. Knows no look. */
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { datasetsQuery } from '@/api/datasets';
import { jobsQuery } from '@/api/jobs';
import { modelsQuery } from '@/api/models';
import { NAVIGATION } from '../layout/navigation';

export interface Finding {
  key: string;
  group: 'pages' | 'jobs' | 'datasets' | 'models';
  name: string;
  to: string;
}

const EACH = 5;

interface Named {
  id: number;
  name: string;
}

function listed(group: Finding['group'], items: readonly Named[] | undefined, addressOf: (id: number) => string) {
  return (items ?? []).map(({ id, name }): Finding => ({ key: `${group}-${id}`, group, name, to: addressOf(id) }));
}

function usePages(): Finding[] {
  const { t } = useTranslation();
  const page = (key: string, name: string, to: string): Finding => ({ key, group: 'pages', name, to });
  return [
    ...NAVIGATION.map(({ key, to }) => page(key, t(`shell.nav.${key}`), to)),
    page('new-job', t('jobs.new'), '/jobs/new'),
    page('upload', t('datasets.upload'), '/datasets/new'),
    page('tokens', t('settings.tabs.tokens'), '/settings/tokens'),
    page('appearance', t('settings.tabs.appearance'), '/settings/appearance'),
  ];
}

export function useFindings(typed: string): { findings: Finding[]; error: unknown; busy: boolean } {
  const search = useDeferredValue(typed.trim());
  const pages = usePages().filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
  const enabled = search !== '';
  const paging = { search, page: 1, pageSize: EACH };
  const jobs = useQuery({ ...jobsQuery({ ...paging, states: [] }), enabled });
  const datasets = useQuery({ ...datasetsQuery({ ...paging, task: '' }), enabled });
  const models = useQuery({ ...modelsQuery({ ...paging, task: undefined }), enabled });
  const found = enabled
    ? [
        ...listed('jobs', jobs.data?.items, (id) => `/jobs/${id}`),
        ...listed('datasets', datasets.data?.items, (id) => `/datasets/${id}`),
        ...listed('models', models.data?.items, (id) => `/models?model=${id}`),
      ]
    : [];
  return {
    findings: [...pages, ...found],
    error: jobs.error ?? datasets.error ?? models.error,
    busy: jobs.isFetching || datasets.isFetching || models.isFetching,
  };
}
