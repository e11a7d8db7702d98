/** Which column is the text, which the label; a change reads the file again. */
import { App, Button, Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useChangeDataset, type Dataset } from '@/api/datasets';
import { ErrorNote } from '@/components/ErrorState';
import styles from './datasets.module.css';

interface Values {
  text: string;
  label: string;
}

const NO_LABEL = '';

export function MappingForm({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const change = useChangeDataset(dataset.id);
  const now: Values = { text: dataset.mapping.text, label: dataset.mapping.label ?? NO_LABEL };
  const chosen = Form.useWatch([], form);
  const changed = Boolean(chosen) && (chosen.text !== now.text || chosen.label !== now.label);
  if (dataset.format === 'txt') return <p className="muted">{t('datasets.mapping.fixed')}</p>;
  const columns = dataset.fields.map((field) => ({ value: field.name, label: field.name, example: field.example }));
  const option = (item: { data: { example?: string }; label?: React.ReactNode }) => (
    <div>
      {item.label}
      {item.data.example && (
        <div className={`muted ${styles.miniText}`}>
          {t('datasets.mapping.example', { example: item.data.example })}
        </div>
      )}
    </div>
  );
  const save = ({ text, label }: Values) =>
    change.mutate(
      { mapping: { text, label: label === NO_LABEL ? null : label } },
      { onSuccess: (made) => message.success(t('datasets.mapping.applied', { version: made.version })) },
    );
  return (
    <Form
      form={form}
      layout="vertical"
      key={dataset.version}
      initialValues={now}
      onFinish={save}
      disabled={change.isPending}
    >
      <div className={styles.mapping}>
        <Form.Item name="text" label={t('datasets.mapping.text')}>
          <Select options={columns} optionRender={option} showSearch />
        </Form.Item>
        <Form.Item name="label" label={t('datasets.mapping.label')}>
          <Select
            options={[...columns, { value: NO_LABEL, label: t('datasets.mapping.noLabel'), example: '' }]}
            optionRender={option}
            showSearch
          />
        </Form.Item>
      </div>
      <div className={styles.stack}>
        <ErrorNote error={change.error} />
        {changed && (
          <div>
            <Button type="primary" htmlType="submit" loading={change.isPending}>
              {t('datasets.mapping.apply')}
            </Button>
          </div>
        )}
      </div>
    </Form>
  );
}
