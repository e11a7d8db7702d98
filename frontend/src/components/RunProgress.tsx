/** A run as a bar with its phase in words; follows it live. Knows no kind of run. */
import { CloseOutlined, PauseOutlined } from '@ant-design/icons';
import { Button, Progress, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { isLiveRun, useRun, useStopRun, type Run } from '@/api/runs';
import { textOf } from '@/api/errors';
import { formatBytes, formatCount } from './format';
import styles from './RunProgress.module.css';
import { usePhase } from './usePhase';
import { useErrorToast } from './useErrorText';

function amount(progress: NonNullable<Run['progress']>): string {
  const show = progress.unit === 'bytes' ? formatBytes : formatCount;
  const done = progress.total === null ? show(progress.done) : `${show(progress.done)} / ${show(progress.total)}`;
  return progress.per_second ? `${done} · ${show(Math.round(progress.per_second))}/s` : done;
}

/** Pausing keeps what has arrived; cancelling keeps nothing. */
function Stops({ run, name }: { run: Run; name: string }) {
  const { t } = useTranslation();
  const stop = useStopRun();
  const failed = useErrorToast();
  const asked = stop.isPending || run.stop_asked_at !== null;
  const ask = (mode: 'save' | 'discard') => stop.mutate({ id: run.id, mode }, { onError: failed });
  return (
    <span className={styles.stops}>
      {run.kind === 'pull' && run.phase === 'download' && (
        <Tooltip title={t('components.pull.pause')}>
          <Button
            type="text"
            size="small"
            icon={<PauseOutlined />}
            aria-label={`${t('components.pull.pause')}: ${name}`}
            disabled={asked}
            onClick={() => ask('save')}
          />
        </Tooltip>
      )}
      <Tooltip title={t('common.cancel')}>
        <Button
          type="text"
          size="small"
          icon={<CloseOutlined />}
          aria-label={`${t('common.cancel')}: ${name}`}
          loading={asked}
          onClick={() => ask('discard')}
        />
      </Tooltip>
    </span>
  );
}

function Failure({ run }: { run: Run }) {
  const { i18n } = useTranslation();
  if (!run.error) return null;
  const { sentence, hint } = textOf(run.error.code, run.error.params, run.error.message, i18n.language);
  return (
    <p className={styles.failure} role="alert">
      {sentence} {hint}
    </p>
  );
}

interface Props {
  runId: number;
  name: string;
  onEnd?: (run: Run) => void;
}

export function RunProgress({ runId, name, onEnd }: Props) {
  const { t } = useTranslation();
  const phase = usePhase();
  const run = useRun(runId, onEnd);
  if (!run) return null;
  if (run.state === 'FAILED') return <Failure run={run} />;
  if (!isLiveRun(run)) return null;
  const share = run.progress?.total ? run.progress.done / run.progress.total : 0;
  return (
    <div className={styles.run}>
      <div className={styles.line}>
        <span>{phase(run.phase)}…</span>
        <span className="muted">{run.progress && amount(run.progress)}</span>
        <Stops run={run} name={name} />
      </div>
      <Progress
        percent={Math.floor(share * 100)}
        status="active"
        showInfo={false}
        size="small"
        aria-label={t('components.progressOf', { name })}
      />
    </div>
  );
}
