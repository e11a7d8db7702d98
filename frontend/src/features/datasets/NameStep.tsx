/** Step 3: a name and a description, then to the dataset. */
import { App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { useChangeDataset, type Dataset } from '@/api/datasets';
import { ErrorNote } from '@/components/ErrorState';
import { Panel } from '@/components/Panel';
import styles from './datasets.module.css';
import { Verdict } from './Verdict';

interface Values {
  name: string;
  description: string;
}

export function NameStep({ dataset, onBack }: { dataset: Dataset; onBack: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const change = useChangeDataset(dataset.id);
  const save = (values: Values) =>
    change.mutate(values, {
      onSuccess: () => {
        message.success(t('common.saved'));
        void navigate(`/datasets/${dataset.id}`);
      },
    });
  return (
    <Panel>
      <Form<Values>
        layout="vertical"
        requiredMark={false}
        style={{ maxWidth: 640 }}
        initialValues={{ name: dataset.name, description: dataset.description }}
        onFinish={save}
      >
        <Form.Item
          name="name"
          label={t('datasets.new.nameLabel')}
          rules={[{ required: true, whitespace: true, message: t('datasets.new.nameLabel') }]}
        >
          <Input maxLength={120} autoFocus />
        </Form.Item>
        <Form.Item name="description" label={`${t('datasets.new.descriptionLabel')} (${t('common.optional')})`}>
          <Input.TextArea rows={3} maxLength={4000} placeholder={t('datasets.new.descriptionHint')} />
        </Form.Item>
        <Verdict dataset={dataset} />
        <ErrorNote error={change.error} />
        <div className={styles.buttons}>
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('datasets.new.finish')}
          </Button>
          <Button onClick={onBack}>{t('common.back')}</Button>
        </div>
      </Form>
    </Panel>
  );
}
