/** Many texts, one a line: a table of answers, how often each label came, and a CSV. */
import { DownloadOutlined, SendOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '@/api/models';
import { Bars } from '@/components/Bars';
import { ErrorNote } from '@/components/ErrorState';
import { formatPercent } from '@/components/format';
import { Panel } from '@/components/Panel';
import { Given } from './GivenLabels';
import { givenLabels, type Threshold as At } from './given';
import styles from './playground.module.css';
import { MOST_TEXTS, usePredict, type Prediction } from './queries';
import { linesOf, saveFile, toCsv } from './texts';

interface Answered {
  key: number;
  text: string;
  prediction: Prediction;
}

function counted(predictions: readonly Prediction[], at: At, none: string) {
  const counts = new Map<string, number>();
  for (const prediction of predictions) {
    const labels = givenLabels(prediction, at);
    for (const label of labels.length ? labels : [none]) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].map(([label, value]) => ({ label, value })).sort((a, b) => b.value - a.value);
}

function Answers({
  texts,
  predictions,
  seconds,
  at,
}: {
  texts: readonly string[];
  predictions: readonly Prediction[];
  seconds: number;
  at: At;
}) {
  const { t } = useTranslation();
  const none = at.several ? t('playground.noLabel') : t('playground.notSure');
  const rows = predictions.map((prediction, key) => ({ key, text: texts[key] ?? '', prediction }));
  return (
    <Panel
      title={t('playground.tookBatch', { count: predictions.length, seconds: seconds.toFixed(2) })}
      extra={
        <Button
          icon={<DownloadOutlined />}
          onClick={() => saveFile('predictions.csv', toCsv(texts, predictions, at), 'text/csv;charset=utf-8')}
        >
          {t('playground.download')}
        </Button>
      }
    >
      <Bars bars={counted(predictions, at, none)} label={t('playground.distribution')} />
      <Table<Answered>
        size="small"
        style={{ marginTop: 16 }}
        rowKey="key"
        dataSource={rows}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          {
            title: t('playground.text'),
            dataIndex: 'text',
            render: (text: string) => (
              <div className={styles.textCell} title={text}>
                {text}
              </div>
            ),
          },
          {
            title: t('playground.label'),
            key: 'label',
            render: (_, row) => <Given prediction={row.prediction} at={at} />,
          },
          {
            title: t('playground.probability'),
            key: 'probability',
            align: 'right',
            sorter: (a, b) => a.prediction.probability - b.prediction.probability,
            render: (_, row) => formatPercent(row.prediction.probability),
          },
        ]}
      />
    </Panel>
  );
}

export function BatchPane({ model, threshold }: { model: Model; threshold: number }) {
  const { t } = useTranslation();
  const [pasted, setPasted] = useState('');
  const predict = usePredict();
  const lines = linesOf(pasted);
  const texts = lines.slice(0, MOST_TEXTS);
  const ask = () => {
    if (texts.length && !predict.isPending) predict.mutate({ modelId: model.id, texts, threshold });
  };
  return (
    <div className={styles.columns}>
      <Panel title={t('playground.batch')}>
        <Input.TextArea
          value={pasted}
          aria-label={t('playground.batch')}
          placeholder={t('playground.batchPlaceholder')}
          autoSize={{ minRows: 10, maxRows: 22 }}
          onChange={(event) => setPasted(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) ask();
          }}
        />
        {lines.length > MOST_TEXTS && (
          <Alert
            type="warning"
            showIcon
            style={{ marginTop: 12 }}
            title={t('playground.tooMany', { limit: MOST_TEXTS })}
          />
        )}
        <div className={styles.foot}>
          <Button
            type="primary"
            icon={<SendOutlined />}
            loading={predict.isPending}
            disabled={!texts.length}
            onClick={ask}
          >
            {t('playground.predict')}
          </Button>
          <span className="muted">{t('playground.batchCount', { count: texts.length })}</span>
        </div>
      </Panel>
      <div>
        <ErrorNote error={predict.error} />
        {predict.isPending && <p className="muted">{t('playground.loading')}</p>}
        {predict.data && !predict.isPending && (
          <Answers
            texts={predict.variables?.texts ?? []}
            predictions={predict.data.predictions}
            seconds={predict.data.seconds}
            at={{ value: threshold, several: predict.data.multi_label }}
          />
        )}
      </div>
    </div>
  );
}
