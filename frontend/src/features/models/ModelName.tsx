/** Name, source and description of a model; both texts can be edited in place. */
import { EditOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangeModel, type Model } from '@/api/models';
import { ErrorNote } from '@/components/ErrorState';
import styles from './models.module.css';
import { SourceTag } from './SourceTag';

interface Values {
  name: string;
  description: string;
}

function EditForm({ model, onDone }: { model: Model; onDone: () => void }) {
  const { t } = useTranslation();
  const change = useChangeModel(model.id);
  return (
    <Form<Values>
      layout="vertical"
      requiredMark={false}
      initialValues={{ name: model.name, description: model.description }}
      onFinish={(values) => change.mutate(values, { onSuccess: onDone })}
    >
      <Form.Item
        name="name"
        label={t('common.name')}
        rules={[{ required: true, whitespace: true, message: t('models.add.required') }]}
      >
        <Input maxLength={120} autoFocus />
      </Form.Item>
      <Form.Item name="description" label={t('common.description')}>
        <Input.TextArea rows={3} maxLength={4000} />
      </Form.Item>
      <ErrorNote error={change.error} />
      <div className={styles.buttons}>
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {t('common.save')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </div>
    </Form>
  );
}

export function ModelName({ model }: { model: Model }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  if (editing) return <EditForm model={model} onDone={() => setEditing(false)} />;
  return (
    <div>
      <h2 className={styles.title}>
        {model.name}
        <Button
          type="text"
          size="small"
          icon={<EditOutlined />}
          aria-label={t('models.detail.edit')}
          onClick={() => setEditing(true)}
        />
        <SourceTag model={model} />
      </h2>
      {model.description && <p className="muted">{model.description}</p>}
    </div>
  );
}
