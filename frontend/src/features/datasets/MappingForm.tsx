/** What a row of a file is and which column is which; a change reads the file again. */
import { App, AutoComplete, Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangeDataset, type Dataset } from '@/api/datasets';
import { ErrorNote } from '@/components/ErrorState';
import styles from './datasets.module.css';
import { MappingFields } from './MappingFields';
import { chosenOf, isComplete, kindOf, mappingOf, type Chosen, type RowKind } from './mappings';

interface Draft {
  kind: RowKind;
  chosen: Chosen;
}

const USUAL_SEPARATORS = ['|', ';', ',', '；', '、', '，'];
const LONGEST_SEPARATOR = 8;

function Separator({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      label={t('datasets.mapping.separator')}
      htmlFor="label-separator"
      extra={t('datasets.mapping.separatorHint')}
      {...(value.length > LONGEST_SEPARATOR && {
        validateStatus: 'error',
        help: t('datasets.mapping.separatorLong', { limit: LONGEST_SEPARATOR }),
      })}
    >
      <AutoComplete
        id="label-separator"
        allowClear
        value={value}
        placeholder={t('datasets.mapping.separatorNone')}
        options={USUAL_SEPARATORS.map((separator) => ({ value: separator }))}
        onChange={(next) => onChange(next ?? '')}
      />
    </Form.Item>
  );
}

function Fields({ dataset, draft, onDraft }: { dataset: Dataset; draft: Draft; onDraft: (draft: Draft) => void }) {
  const { t } = useTranslation();
  const { kind, chosen } = draft;
  const separator = (
    <Separator
      value={chosen.separator ?? ''}
      onChange={(value) => onDraft({ kind, chosen: { ...chosen, separator: value } })}
    />
  );
  if (dataset.format === 'txt') {
    return (
      <>
        <p className="muted">{t('datasets.mapping.fixed')}</p>
        {kind === 'labelled' && <div className={styles.mapping}>{separator}</div>}
      </>
    );
  }
  return (
    <MappingFields
      columns={dataset.fields}
      kind={kind}
      chosen={chosen}
      separator={separator}
      onChange={(next, columns) => onDraft({ kind: next, chosen: columns })}
    />
  );
}

/** Keyed by the version where it is used, so that a file read again starts it anew. */
function VersionForm({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const change = useChangeDataset(dataset.id);
  const [draft, setDraft] = useState<Draft>({ kind: kindOf(dataset.mapping), chosen: chosenOf(dataset.mapping) });
  const mapping = mappingOf(draft.kind, draft.chosen);
  const now = mappingOf(kindOf(dataset.mapping), chosenOf(dataset.mapping));
  const changed = JSON.stringify(mapping) !== JSON.stringify(now);
  const usable = isComplete(draft.kind, draft.chosen) && (draft.chosen.separator ?? '').length <= LONGEST_SEPARATOR;
  const save = () =>
    change.mutate(
      { mapping },
      { onSuccess: (made) => message.success(t('datasets.mapping.applied', { version: made.version })) },
    );
  return (
    <Form layout="vertical" onFinish={save} disabled={change.isPending}>
      <Fields dataset={dataset} draft={draft} onDraft={setDraft} />
      <div className={styles.send}>
        <ErrorNote error={change.error} />
        {changed && (
          <Button type="primary" htmlType="submit" loading={change.isPending} disabled={!usable}>
            {t('datasets.mapping.apply')}
          </Button>
        )}
      </div>
    </Form>
  );
}

export function MappingForm({ dataset }: { dataset: Dataset }) {
  return <VersionForm key={dataset.version} dataset={dataset} />;
}
