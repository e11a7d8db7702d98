/** Names the columns by hand when they could not be guessed; the same file is then sent again. */
import { AutoComplete, Button, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { columnsIn } from './checks';
import styles from './datasets.module.css';

interface Values {
  text: string;
  label?: string;
}

export function ChooseColumns({
  error,
  onSend,
}: {
  error: unknown;
  onSend: (columns: { text: string; label: string }) => void;
}) {
  const { t } = useTranslation();
  const options = columnsIn(error).map((value) => ({ value }));
  return (
    <Form<Values>
      layout="vertical"
      requiredMark={false}
      onFinish={({ text, label }) => onSend({ text, label: label ?? '' })}
    >
      <p style={{ marginBottom: 12, fontWeight: 600 }}>{t('datasets.new.chooseColumns')}</p>
      <div className={styles.mapping}>
        <Form.Item
          name="text"
          label={t('datasets.mapping.text')}
          rules={[{ required: true, message: t('datasets.mapping.text') }]}
        >
          <AutoComplete options={options} />
        </Form.Item>
        <Form.Item name="label" label={t('datasets.mapping.label')}>
          <AutoComplete options={options} allowClear />
        </Form.Item>
      </div>
      <div>
        <Button type="primary" htmlType="submit">
          {t('datasets.new.sendAgain')}
        </Button>
      </div>
    </Form>
  );
}
