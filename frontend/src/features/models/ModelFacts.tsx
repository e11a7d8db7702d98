/** The facts of a model, each on a line. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { modelQuery, type Model } from '@/api/models';
import { CopyButton } from '@/components/CopyButton';
import { formatBytes, formatCount, formatParameters } from '@/components/format';
import { Time } from '@/components/Time';
import { abilityOf } from './ability';
import styles from './models.module.css';

function BaseModel({ id }: { id: number }) {
  const base = useQuery(modelQuery(id));
  return <Link to={`/models?model=${id}`}>{base.data?.name ?? `#${id}`}</Link>;
}

function Chips({ labels }: { labels: readonly string[] }) {
  return (
    <span className={styles.chips}>
      {labels.map((label) => (
        <span key={label} className={styles.chip}>
          {label}
        </span>
      ))}
    </span>
  );
}

function tuningOf(model: Model): 'full' | 'head' | 'lora' | 'adapter' {
  return model.is_adapter ? 'adapter' : (model.tuning ?? 'full');
}

function Origin({ taken }: { taken: NonNullable<Model['package']> }) {
  return (
    <>
      {taken.registry} · {taken.name} {taken.version}
      <br />
      <code className="mono">sha256 {taken.sha256}</code>
    </>
  );
}

export function ModelFacts({ model }: { model: Model }) {
  const { t } = useTranslation();
  const facts: [string, ReactNode][] = [
    [t('models.detail.architecture'), `${model.architecture} · ${t(`models.task.${model.task}`)}`],
    [t('models.detail.for'), t(`models.can.${abilityOf(model)}`)],
    [t('models.list.parameters'), formatParameters(model.parameters)],
    [t('common.size'), formatBytes(model.bytes)],
    [t('models.detail.maxTokens'), t('models.detail.tokens', { number: formatCount(model.max_tokens) })],
  ];
  if (model.labels) facts.push([t('models.detail.labels'), <Chips key="labels" labels={model.labels} />]);
  if (model.tuning !== null) facts.push([t('models.detail.tuning'), t(`models.tuning.${tuningOf(model)}`)]);
  if (model.multi_label) facts.push([t('models.detail.kind'), t('models.detail.several')]);
  if (model.base_model_id !== null)
    facts.push([t('models.detail.base'), <BaseModel key="base" id={model.base_model_id} />]);
  if (model.job_id !== null) {
    facts.push([
      t('models.detail.job'),
      <Link key="job" to={`/jobs/${model.job_id}`}>
        #{model.job_id}
      </Link>,
    ]);
  }
  if (model.licence) facts.push([t('common.licence'), model.licence]);
  if (model.note) facts.push([t('models.detail.note'), model.note]);
  if (model.package) facts.push([t('models.source.package'), <Origin key="package" taken={model.package} />]);
  facts.push([t('common.created'), <Time key="created" value={model.created_at} />]);
  facts.push([
    t('models.detail.folder'),
    <span key="folder" className={styles.folder}>
      <code className="mono">{model.folder}</code>
      <CopyButton text={model.folder} />
    </span>,
  ]);
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
