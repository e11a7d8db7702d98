/** Trying models: classifying texts, talking to a language model, or to two side by side. */
import { useQuery } from '@tanstack/react-query';
import { Segmented, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { modelsQuery, type Model } from '@/api/models';
import { ErrorState } from '@/components/ErrorState';
import { PageHeader } from '@/components/PageHeader';
import { useUrlState } from '@/components/useUrlState';
import { ChatView } from './ChatView';
import { ClassifyView } from './ClassifyView';
import { CompareView } from './CompareView';
import { modeOf, MODES } from './modes';

const MOST_MODELS = 200;

const all = (task: Model['task']) => modelsQuery({ search: '', task, page: 1, pageSize: MOST_MODELS });

export function PlaygroundPage() {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const classifiers = useQuery(all('classifier'));
  const writers = useQuery(all('language_model'));
  const error = classifiers.error ?? writers.error;
  const known = classifiers.data &&
    writers.data && { classifiers: classifiers.data.items, writers: writers.data.items };
  const mode = known && modeOf(get('mode'), Number(get('model')), known);
  return (
    <>
      <PageHeader
        title={t('playground.title')}
        lead={t(`playground.leads.${mode ?? 'classify'}`)}
        actions={
          mode &&
          !error && (
            <Segmented
              value={mode}
              aria-label={t('playground.mode')}
              options={MODES.map((value) => ({ value, label: t(`playground.modes.${value}`) }))}
              onChange={(next) => change({ mode: next, model: '' })}
            />
          )
        }
      />
      {error && (
        <ErrorState error={error} onRetry={() => void Promise.all([classifiers.refetch(), writers.refetch()])} />
      )}
      {!error && !known && <Skeleton active />}
      {!error && known && mode === 'classify' && <ClassifyView models={known.classifiers} />}
      {!error && known && mode === 'chat' && <ChatView models={known.writers} />}
      {!error && known && mode === 'compare' && <CompareView models={known.writers} />}
    </>
  );
}
