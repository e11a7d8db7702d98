/** One row whole: what the model learns beside what stands in the file; the arrow keys go to its neighbours. */
import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { Button, Drawer } from 'antd';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Row } from '@/api/datasets';
import { CodeBlock } from '@/components/CodeBlock';
import conversation from './conversation.module.css';
import styles from './datasets.module.css';
import { RowLabels } from './parts';
import { Turns } from './Turns';

interface Props {
  rows: readonly Row[];
  /** Which of them is shown; null for none. Not its line: in a JSON file on one line all rows have the same. */
  index: number | null;
  onIndex: (index: number | null) => void;
}

const STEP: Partial<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };
const WIDTH_PIXELS = { conversation: 1000, text: 560 };

function useArrows(open: boolean, move: (step: number) => void): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const step = STEP[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof HTMLElement && event.target.closest('pre,input,textarea')) return;
    event.preventDefault();
    move(step);
  });
  useEffect(() => {
    if (!open) return;
    const hear = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [open]);
}

function TextRow({ row }: { row: Row }) {
  const { t } = useTranslation();
  return (
    <div className={styles.stack}>
      <RowLabels row={row} />
      <p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{row.text}</p>
      <h2 style={{ fontSize: 14, fontWeight: 600 }}>{t('datasets.detail.raw')}</h2>
      <dl className={styles.raw}>
        {Object.entries(row.raw).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Content({ row }: { row: Row }) {
  const { t } = useTranslation();
  if (!row.conversation) return <TextRow row={row} />;
  return (
    <div className={conversation.row}>
      <section>
        <h2>{t('datasets.detail.conversation')}</h2>
        <Turns conversation={row.conversation} />
      </section>
      <section>
        <h2>{t('datasets.detail.raw')}</h2>
        <CodeBlock text={JSON.stringify(row.raw, null, 2)} />
      </section>
    </div>
  );
}

export function RowDrawer({ rows, index, onIndex }: Props) {
  const { t } = useTranslation();
  const at = index ?? -1;
  const row = rows[at];
  const move = (step: number) => {
    if (rows[at + step]) onIndex(at + step);
  };
  useArrows(row !== undefined, move);
  return (
    <Drawer
      open={row !== undefined}
      onClose={() => onIndex(null)}
      size={row?.conversation ? WIDTH_PIXELS.conversation : WIDTH_PIXELS.text}
      title={row && t('datasets.detail.row', { line: row.line })}
      extra={
        <span style={{ display: 'inline-flex', gap: 4 }}>
          <Button
            size="small"
            icon={<UpOutlined />}
            disabled={at <= 0}
            aria-label={t('datasets.detail.previousRow')}
            title={`${t('datasets.detail.previousRow')} (↑)`}
            onClick={() => move(-1)}
          />
          <Button
            size="small"
            icon={<DownOutlined />}
            disabled={at === rows.length - 1}
            aria-label={t('datasets.detail.nextRow')}
            title={`${t('datasets.detail.nextRow')} (↓)`}
            onClick={() => move(1)}
          />
        </span>
      }
    >
      {row && <Content row={row} />}
    </Drawer>
  );
}
