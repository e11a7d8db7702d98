/** From row to row: back, a number to jump to, forth. Knows no row's content. */
import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '@/components/format';
import styles from './rendered.module.css';

interface Props {
  /** From 0. */
  row: number;
  rows: number;
  onGo: (row: number) => void;
}

function Jump({ row, rows, onGo }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<number | null>(row + 1);
  const go = () => {
    const wanted = Math.min(rows, Math.max(1, typed ?? row + 1));
    setTyped(wanted);
    if (wanted !== row + 1) onGo(wanted - 1);
  };
  return (
    <InputNumber<number>
      aria-label={t('rendered.row')}
      className={styles.jump}
      value={typed}
      precision={0}
      controls={false}
      onChange={setTyped}
      onPressEnter={go}
      onBlur={go}
    />
  );
}

export function RowStepper({ row, rows, onGo }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.stepper} role="group" aria-label={t('rendered.rows')}>
      <Button
        icon={<LeftOutlined />}
        aria-label={t('rendered.previous')}
        disabled={row === 0}
        onClick={() => onGo(row - 1)}
      />
      <Jump key={row} row={row} rows={rows} onGo={onGo} />
      <span className="muted figures">/ {formatCount(rows)}</span>
      <Button
        icon={<RightOutlined />}
        aria-label={t('rendered.next')}
        disabled={row >= rows - 1}
        onClick={() => onGo(row + 1)}
      />
    </div>
  );
}
