/** One text in, its label and probabilities out. */
import { AimOutlined, SendOutlined } from '@ant-design/icons';
import { Button, Input, Spin } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '@/api/models';
import { CopyButton } from '@/components/CopyButton';
import { EmptyState } from '@/components/EmptyState';
import { ErrorNote } from '@/components/ErrorState';
import { Panel } from '@/components/Panel';
import styles from './playground.module.css';
import { Probabilities } from './Probabilities';
import { useExampleRows, usePredict } from './queries';
import { curlOf } from './texts';

function Examples({ model, onPick }: { model: Model; onPick: (text: string) => void }) {
  const { t } = useTranslation();
  const rows = useExampleRows(model);
  if (!rows.length) return null;
  return (
    <div className={styles.examples}>
      <span className="muted">{t('playground.examples')}</span>
      {rows.map((row) => (
        <button
          key={row.line}
          type="button"
          className={styles.example}
          title={row.text}
          onClick={() => onPick(row.text)}
        >
          {row.text}
        </button>
      ))}
    </div>
  );
}

export function SinglePane({ model, threshold }: { model: Model; threshold: number }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const predict = usePredict();
  const ask = (asked: string) => {
    if (asked.trim() && !predict.isPending) predict.mutate({ modelId: model.id, texts: [asked], threshold });
  };
  const answer = predict.data?.predictions[0];
  return (
    <div className={styles.columns}>
      <Panel title={t('playground.text')}>
        <Input.TextArea
          value={text}
          autoFocus
          aria-label={t('playground.text')}
          placeholder={t('playground.textPlaceholder')}
          autoSize={{ minRows: 6, maxRows: 16 }}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) ask(text);
          }}
        />
        <div className={styles.foot}>
          <Button
            type="primary"
            icon={<SendOutlined />}
            loading={predict.isPending}
            disabled={!text.trim()}
            onClick={() => ask(text)}
          >
            {t('playground.predict')}
          </Button>
          <span className="muted">{t('playground.predictHint')}</span>
          {text.trim() && <CopyButton text={curlOf(model.id, [text], threshold)} label={t('playground.copyCurl')} />}
        </div>
        <Examples
          model={model}
          onPick={(picked) => {
            setText(picked);
            ask(picked);
          }}
        />
      </Panel>
      <Panel title={t('playground.result')} extra={predict.isPending && <Spin size="small" />}>
        <ErrorNote error={predict.error} />
        {predict.isPending && !answer && <p className="muted">{t('playground.loading')}</p>}
        {!answer && !predict.isPending && !predict.error && (
          <EmptyState compact icon={<AimOutlined />} title={t('playground.emptyResult')} />
        )}
        {answer && predict.data && <Probabilities prediction={answer} answered={predict.data} threshold={threshold} />}
      </Panel>
    </div>
  );
}
