/** Adds a model folder of the server; it is checked before anything is loaded. */
import { SafetyCertificateOutlined } from '@ant-design/icons';
import { App, Button, Drawer, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schema } from '@/api/call';
import { useAddModelFolder } from '@/api/models';
import { ErrorNote } from '@/components/ErrorState';
import styles from './models.module.css';

function FolderForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const add = useAddModelFolder();
  const needed = [{ required: true, whitespace: true, message: t('models.add.required') }];
  const submit = (values: Schema<'ModelFolderIn'>) =>
    add.mutate(values, {
      onSuccess: (model) => {
        message.success(t('models.add.added', { name: model.name }));
        onDone();
      },
    });
  return (
    <Form layout="vertical" requiredMark={false} onFinish={submit} disabled={add.isPending}>
      <p className={styles.lead}>{t('models.add.lead')}</p>
      <Form.Item name="folder" label={t('models.add.folder')} rules={needed}>
        <Input placeholder={t('models.add.folderPlaceholder')} autoFocus spellCheck={false} />
      </Form.Item>
      <Form.Item name="name" label={t('models.add.name')} rules={needed}>
        <Input maxLength={120} placeholder={t('models.add.namePlaceholder')} />
      </Form.Item>
      <div className={styles.stack}>
        <ErrorNote error={add.error} />
        <div>
          <Button type="primary" htmlType="submit" loading={add.isPending}>
            {t('models.add.submit')}
          </Button>
        </div>
        <p className="muted">
          <SafetyCertificateOutlined /> {t('models.add.safe')}
        </p>
      </div>
    </Form>
  );
}

export function AddFolder({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer open={open} onClose={onClose} size={480} title={t('models.add.title')} destroyOnHidden>
      <FolderForm onDone={onClose} />
    </Drawer>
  );
}
