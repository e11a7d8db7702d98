/** What can be done with a job in its state: stop, resume, restart, clone, delete, try. Each is safe to click twice. */
import {
  CaretRightOutlined,
  CopyOutlined,
  DeleteOutlined,
  EllipsisOutlined,
  ExperimentOutlined,
  PauseOutlined,
  ReloadOutlined,
  StopOutlined,
} from '@ant-design/icons';
import { App, Button, Dropdown, type MenuProps } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router-dom';
import { useDeleteJob, useStopJob, type Job, type StopMode } from '@/api/jobs';
import { followKey } from '@/components/followKey';
import { isLive } from '@/components/StateTag';
import { useConfirmDelete } from '@/components/useConfirmDelete';
import { useErrorToast } from '@/components/useErrorText';
import { useRestartJob, useResumeJob } from './queries';
import { tryAddress } from './tryAddress';

type Item = NonNullable<MenuProps['items']>[number];

function useJobCommands(job: Job) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const onError = useErrorToast();
  const confirmDelete = useConfirmDelete();
  const [stop, restart, resume, remove] = [useStopJob(), useRestartJob(), useResumeJob(), useDeleteJob()];
  const stopNow = (mode: StopMode) =>
    stop.mutate({ id: job.id, mode }, { onError, onSuccess: () => void message.info(t('jobs.actions.stopped')) });
  const ask = (title: string, onOk: () => void, danger: boolean) =>
    modal.confirm({ title, okButtonProps: { danger }, okText: t('common.yes'), cancelText: t('common.cancel'), onOk });
  return {
    busy: stop.isPending || restart.isPending || resume.isPending,
    stop: (mode: StopMode) =>
      mode === 'discard' && job.state !== 'PENDING'
        ? ask(t('jobs.actions.stopDiscardConfirm'), () => stopNow(mode), true)
        : stopNow(mode),
    resume: () =>
      resume.mutate({ id: job.id }, { onError, onSuccess: () => void message.success(t('jobs.actions.resumed')) }),
    restart: () =>
      ask(
        t('jobs.actions.restartConfirm'),
        () => restart.mutate(job.id, { onError, onSuccess: () => void message.success(t('jobs.actions.restarted')) }),
        false,
      ),
    clone: () => void navigate(`/jobs/new?from=${job.id}`),
    tryIt: () => void navigate(tryAddress(job)),
    remove: () =>
      confirmDelete({
        name: job.name,
        lost: t('jobs.actions.deleteLost'),
        typeName: job.checkpoint_step !== null,
        onConfirm: async () => {
          await remove.mutateAsync(job.id);
          message.success(t('jobs.actions.deleted'));
          if (pathname === `/jobs/${job.id}`) void navigate('/jobs');
        },
      }),
  };
}

type Commands = ReturnType<typeof useJobCommands>;

function useItems(job: Job, run: Commands): Item[] {
  const { t } = useTranslation();
  const live = isLive(job.state);
  const items: (Item | false)[] = [
    job.output_model_id !== null && {
      key: 'try',
      icon: <ExperimentOutlined />,
      label: t('jobs.actions.tryIt'),
      onClick: run.tryIt,
    },
    job.state === 'PENDING' && {
      key: 'cancel',
      icon: <StopOutlined />,
      label: t('jobs.actions.cancel'),
      onClick: () => run.stop('discard'),
    },
    live &&
      job.state !== 'PENDING' && {
        key: 'save',
        icon: <PauseOutlined />,
        label: t('jobs.actions.stopSave'),
        onClick: () => run.stop('save'),
      },
    live &&
      job.state !== 'PENDING' && {
        key: 'discard',
        icon: <StopOutlined />,
        label: t('jobs.actions.stopDiscard'),
        onClick: () => run.stop('discard'),
      },
    job.can_resume && {
      key: 'resume',
      icon: <CaretRightOutlined />,
      label: t('jobs.actions.resume'),
      onClick: run.resume,
    },
    (job.state === 'FAILED' || job.state === 'STOPPED') && {
      key: 'restart',
      icon: <ReloadOutlined />,
      label: t('jobs.actions.restart'),
      onClick: run.restart,
    },
    { key: 'clone', icon: <CopyOutlined />, label: t('jobs.actions.clone'), onClick: run.clone },
    !live && {
      key: 'delete',
      danger: true,
      icon: <DeleteOutlined />,
      label: t('jobs.actions.delete'),
      onClick: run.remove,
    },
  ];
  return items.filter((item): item is Item => item !== false);
}

function PrimaryAction({ job, run }: { job: Job; run: Commands }) {
  const { t } = useTranslation();
  if (job.state === 'PENDING') return <Button onClick={() => run.stop('discard')}>{t('jobs.actions.cancel')}</Button>;
  if (isLive(job.state)) {
    return (
      <Button
        icon={<PauseOutlined />}
        loading={job.stop_asked_at !== null || run.busy}
        disabled={job.stop_asked_at !== null}
        onClick={() => run.stop('save')}
      >
        {t('jobs.actions.stopSave')}
      </Button>
    );
  }
  if (job.output_model_id !== null && job.state === 'COMPLETED') {
    return (
      <Button type="primary" icon={<ExperimentOutlined />} onClick={run.tryIt}>
        {t('jobs.actions.tryIt')}
      </Button>
    );
  }
  if (job.can_resume) {
    return (
      <Button type="primary" icon={<CaretRightOutlined />} loading={run.busy} onClick={run.resume}>
        {t('jobs.actions.resume')}
      </Button>
    );
  }
  if (job.state === 'COMPLETED') return null;
  return (
    <Button type="primary" icon={<ReloadOutlined />} loading={run.busy} onClick={run.restart}>
      {t('jobs.actions.restart')}
    </Button>
  );
}

export function JobActions({ job, compact = false }: { job: Job; compact?: boolean }) {
  const { t } = useTranslation();
  const run = useJobCommands(job);
  const items = useItems(job, run);
  return (
    <>
      {!compact && <PrimaryAction job={job} run={run} />}
      <Dropdown menu={{ items, onClick: followKey }} trigger={['click']} autoFocus placement="bottomRight">
        <Button
          type={compact ? 'text' : 'default'}
          icon={<EllipsisOutlined />}
          aria-label={`${t('common.more')}: ${job.name}`}
        />
      </Dropdown>
    </>
  );
}
