/** Precision, recall and F1 of each label; of texts with several labels also what was found, missed and wrongly given. */
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatCount, formatPercent } from '@/components/format';
import { WideTable } from '@/components/WideTable';
import styles from './detail.module.css';
import type { Opened } from './PredictionsDrawer';

export interface ClassScore {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  rows: number;
}

interface Props {
  scores: readonly ClassScore[];
  several: boolean;
  /** Null where the rows are not known. */
  onOpen: ((opened: Opened) => void) | null;
}

interface Count {
  rows: number | null;
  name: string;
  opened: Opened;
}

/** Follows from the scores; how often a label was wrongly given cannot be told when it was never found. */
function wronglyGiven({ precision, recall, rows }: ClassScore): number | null {
  const found = Math.round(recall * rows);
  return precision > 0 ? Math.round(found / precision) - found : null;
}

function CountButton({ count, onOpen }: { count: Count; onOpen: Props['onOpen'] }) {
  const { t } = useTranslation();
  const shown = count.rows === null ? t('jobs.evaluation.show') : formatCount(count.rows);
  if (!onOpen) return count.rows === null ? '–' : shown;
  if (count.rows === 0) return '0';
  return (
    <button type="button" className={styles.countButton} aria-label={count.name} onClick={() => onOpen(count.opened)}>
      {shown}
    </button>
  );
}

export function PerLabel({ scores, several, onOpen }: Props) {
  const { t } = useTranslation();
  const percent = (value: number) => formatPercent(value);
  const columns: TableColumnsType<ClassScore> = [
    { title: t('jobs.evaluation.label'), dataIndex: 'label' },
    { title: t('jobs.evaluation.precision'), dataIndex: 'precision', align: 'right', render: percent },
    { title: t('jobs.evaluation.recall'), dataIndex: 'recall', align: 'right', render: percent },
    { title: t('jobs.evaluation.f1'), dataIndex: 'f1', align: 'right', render: percent },
    { title: t('jobs.evaluation.rows'), dataIndex: 'rows', align: 'right', render: formatCount },
  ];
  const counted = (title: string, count: (score: ClassScore) => Count): TableColumnsType<ClassScore>[number] => ({
    title,
    key: title,
    align: 'right',
    render: (_, score) => <CountButton count={count(score)} onOpen={onOpen} />,
  });
  if (several) {
    columns.push(
      counted(t('jobs.evaluation.right'), ({ label, recall, rows }) => ({
        rows: Math.round(recall * rows),
        name: t('jobs.evaluation.showRight', { label }),
        opened: { title: t('jobs.predictions.found', { label }), cell: { label, guess: label } },
      })),
      counted(t('jobs.evaluation.missed'), ({ label, recall, rows }) => ({
        rows: rows - Math.round(recall * rows),
        name: t('jobs.evaluation.showMissed', { label }),
        opened: { title: t('jobs.predictions.missed', { label }), cell: { label, not_guess: label } },
      })),
      counted(t('jobs.evaluation.wrong'), (score) => ({
        rows: wronglyGiven(score),
        name: t('jobs.evaluation.showWrong', { label: score.label }),
        opened: {
          title: t('jobs.predictions.wrong', { label: score.label }),
          cell: { guess: score.label, not_label: score.label },
        },
      })),
    );
  }
  return (
    <WideTable<ClassScore>
      label={t('jobs.evaluation.perClass')}
      size="small"
      rowKey="label"
      dataSource={[...scores]}
      columns={columns}
    />
  );
}
