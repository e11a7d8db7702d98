/** Which column is the text, which the label, what separates several labels; a change reads the file again. */
import { App, AutoComplete, Button, Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useChangeDataset, type Dataset } from '@/api/datasets';
import { ErrorNote } from '@/components/ErrorState';
import styles from './datasets.module.css';

interface Values {
  text: string;
  label: string;
  separator: string;
}

const NO_LABEL = '';
const USUAL_SEPARATORS = ['|', ';', ',', '；', '、', '，'];
const LONGEST_SEPARATOR = 8;

export function MappingForm({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const change = useChangeDataset(dataset.id);
  const now: Values = {
    text: dataset.mapping.text,
    label: dataset.mapping.label ?? NO_LABEL,
    separator: dataset.mapping.label_separator ?? '',
  };
  const chosen = Form.useWatch([], form);
  const changed =
    Boolean(chosen) &&
    (chosen.text !== now.text || chosen.label !== now.label || (chosen.separator ?? '') !== now.separator);
  const fixed = dataset.format === 'txt';
  if (fixed && now.label === NO_LABEL) return <p className="muted">{t('datasets.mapping.fixed')}</p>;
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
  const save = ({ text, label, separator }: Values) =>
    change.mutate(
      {
        mapping: {
          text,
          label: label === NO_LABEL ? null : label,
          label_separator: label === NO_LABEL ? null : separator || null,
        },
      },
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
      {fixed && <p className="muted">{t('datasets.mapping.fixed')}</p>}
      <div className={styles.mapping}>
        <Form.Item name="text" hidden={fixed} label={t('datasets.mapping.text')}>
          <Select options={columns} optionRender={option} showSearch />
        </Form.Item>
        <Form.Item name="label" hidden={fixed} label={t('datasets.mapping.label')}>
          <Select
            options={[...columns, { value: NO_LABEL, label: t('datasets.mapping.noLabel'), example: '' }]}
            optionRender={option}
            showSearch
          />
        </Form.Item>
        {chosen?.label !== NO_LABEL && (
          <Form.Item
            name="separator"
            label={t('datasets.mapping.separator')}
            extra={t('datasets.mapping.separatorHint')}
            rules={[
              { max: LONGEST_SEPARATOR, message: t('datasets.mapping.separatorLong', { limit: LONGEST_SEPARATOR }) },
            ]}
          >
            <AutoComplete
              allowClear
              placeholder={t('datasets.mapping.separatorNone')}
              options={USUAL_SEPARATORS.map((value) => ({ value }))}
            />
          </Form.Item>
        )}
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
