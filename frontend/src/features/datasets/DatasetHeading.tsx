/** The name of a dataset, renamed in place. */
import { EditOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangeDataset, type Dataset } from '@/api/datasets';
import { ErrorNote } from '@/components/ErrorState';
import { SourceBadge } from './parts';
import styles from './datasets.module.css';

interface Values {
  name: string;
  description: string;
}

function RenameForm({ dataset, onDone }: { dataset: Dataset; onDone: () => void }) {
  const { t } = useTranslation();
  const change = useChangeDataset(dataset.id);
  return (
    <Form<Values>
      id="rename"
      layout="vertical"
      requiredMark={false}
      initialValues={{ name: dataset.name, description: dataset.description }}
      onFinish={(values) => change.mutate(values, { onSuccess: onDone })}
    >
      <Form.Item
        name="name"
        label={t('common.name')}
        rules={[{ required: true, whitespace: true, message: t('common.name') }]}
      >
        <Input maxLength={120} autoFocus />
      </Form.Item>
      <Form.Item name="description" label={t('common.description')}>
        <Input.TextArea rows={3} maxLength={4000} placeholder={t('datasets.new.descriptionHint')} />
      </Form.Item>
      <ErrorNote error={change.error} />
    </Form>
  );
}

export function DatasetHeading({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <span className={styles.heading}>
      {dataset.name}
      <Button
        type="text"
        size="small"
        icon={<EditOutlined />}
        aria-label={t('datasets.detail.rename')}
        onClick={() => setOpen(true)}
      />
      <SourceBadge dataset={dataset} />
      <Modal
        open={open}
        title={t('datasets.detail.rename')}
        okText={t('common.save')}
        okButtonProps={{ htmlType: 'submit', form: 'rename' }}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <RenameForm dataset={dataset} onDone={() => setOpen(false)} />
      </Modal>
    </span>
  );
}
