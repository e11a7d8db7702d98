/** The log of a job: live, searchable, filtered by level, downloadable. */
import { DownloadOutlined, FileTextOutlined, PauseOutlined, VerticalAlignBottomOutlined } from '@ant-design/icons';
import { Button, Select, Skeleton, Switch } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf } from '@/api/call';
import type { JobDetail } from '@/api/jobs';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { Panel } from '@/components/Panel';
import { SearchBox } from '@/components/SearchBox';
import { isLive } from '@/components/StateTag';
import { useUrlState } from '@/components/useUrlState';
import { LogRow } from './LogRow';
import styles from './logs.module.css';
import { LogView } from './LogView';
import { LEVELS, useLogLines, useLogMatches, useLogTotal, type Level, type LogFilter } from './useLog';

interface BodyProps {
  job: JobDetail;
  total: number;
  wrap: boolean;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  line: number | null;
  onLine: (line: number) => void;
}

function WholeLog({ job, total, wrap, follow, onFollow, line, onLine }: BodyProps) {
  const [range, setRange] = useState({ start: 0, end: 0 });
  const onRange = useCallback((start: number, end: number) => setRange({ start, end }), []);
  const lineAt = useLogLines(job.id, range.start, range.end, total);
  return (
    <LogView count={total} wrap={wrap} follow={follow} onFollow={onFollow} onRange={onRange} target={line && line - 1}>
      {(index) => <LogRow line={lineAt(index)} sought="" marked={line === index + 1} onNumber={onLine} />}
    </LogView>
  );
}

interface MatchesProps {
  job: JobDetail;
  filter: LogFilter;
  wrap: boolean;
  onLine: (line: number) => void;
  onClear: () => void;
}

function Matches({ job, filter, wrap, onLine, onClear }: MatchesProps) {
  const { t } = useTranslation();
  const matches = useLogMatches(job.id, filter, true);
  const lines = matches.data?.pages.flatMap((page) => page.lines) ?? [];
  const { hasNextPage, isFetching, fetchNextPage } = matches;
  const onRange = useCallback(
    (_: number, end: number) => {
      if (end >= lines.length && hasNextPage && !isFetching) void fetchNextPage();
    },
    [lines.length, hasNextPage, isFetching, fetchNextPage],
  );
  if (matches.error) return <ErrorState error={matches.error} onRetry={() => void matches.refetch()} />;
  if (!matches.data) return <Skeleton active />;
  if (!lines.length) {
    return (
      <EmptyState
        compact
        icon={<FileTextOutlined />}
        title={t('jobs.logs.noMatch')}
        actions={<Button onClick={onClear}>{t('common.clearFilters')}</Button>}
      />
    );
  }
  return (
    <LogView count={lines.length} wrap={wrap} follow={false} onFollow={() => undefined} onRange={onRange} target={null}>
      {(index) => <LogRow line={lines[index]} sought={filter.text} marked={false} onNumber={onLine} />}
    </LogView>
  );
}

function MatchCount({ job, filter }: { job: JobDetail; filter: LogFilter }) {
  const { t } = useTranslation();
  const first = useLogMatches(job.id, filter, true).data?.pages[0];
  if (!first) return null;
  return (
    <span className="muted" role="status">
      {t('jobs.logs.matches', { count: first.total })}
      {first.total_is_capped && '+'}
    </span>
  );
}

export function LogsTab({ job }: { job: JobDetail }) {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const live = isLive(job.state);
  const line = Number(get('line')) || null;
  const [follow, setFollow] = useState(line === null);
  const [wrap, setWrap] = useState(false);
  const { total, error, retry } = useLogTotal(job.id, live);
  const levels = get('level')
    .split(',')
    .filter((level): level is Level => LEVELS.includes(level as Level));
  const filter: LogFilter = { text: get('q'), levels };
  const filtered = filter.text !== '' || levels.length > 0;
  const goTo = (number: number) => {
    setFollow(false);
    change({ line: String(number), q: '', level: '' });
  };
  return (
    <Panel flush>
      <div className={styles.toolbar}>
        <SearchBox
          value={filter.text}
          onSearch={(q) => change({ q, line: '' })}
          placeholder={t('jobs.logs.search')}
          width={240}
        />
        <Select<Level[]>
          mode="multiple"
          allowClear
          value={levels}
          aria-label={t('jobs.logs.levels')}
          placeholder={t('jobs.logs.levels')}
          style={{ minWidth: 150 }}
          maxTagCount="responsive"
          options={LEVELS.map((level) => ({ value: level, label: level }))}
          onChange={(chosen) => change({ level: chosen.join(','), line: '' })}
        />
        {filtered ? (
          <MatchCount job={job} filter={filter} />
        ) : (
          <span className="muted">{total !== undefined && t('jobs.logs.total', { count: total })}</span>
        )}
        <div className={styles.end}>
          <label>
            <Switch size="small" checked={wrap} onChange={setWrap} /> {t('jobs.logs.wrap')}
          </label>
          {!filtered && (
            <Button
              icon={follow ? <PauseOutlined /> : <VerticalAlignBottomOutlined />}
              onClick={() => setFollow(!follow)}
              aria-pressed={follow}
            >
              {follow ? t('jobs.logs.pause') : t('jobs.logs.follow')}
            </Button>
          )}
          <Button
            icon={<DownloadOutlined />}
            href={addressOf('/jobs/{job_id}/logs/download', { job_id: job.id })}
            download
          >
            {t('jobs.logs.download')}
          </Button>
        </div>
      </div>
      {filtered && (
        <Matches job={job} filter={filter} wrap={wrap} onLine={goTo} onClear={() => change({ q: '', level: '' })} />
      )}
      {!filtered && error !== null && <ErrorState error={error} onRetry={retry} />}
      {!filtered && error === null && total === undefined && <Skeleton active style={{ padding: 20 }} />}
      {!filtered && total === 0 && <EmptyState compact icon={<FileTextOutlined />} title={t('jobs.logs.empty')} />}
      {!filtered && total !== undefined && total > 0 && (
        <WholeLog job={job} total={total} wrap={wrap} follow={follow} onFollow={setFollow} line={line} onLine={goTo} />
      )}
    </Panel>
  );
}
