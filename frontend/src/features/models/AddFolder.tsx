/** Adds a model that is no starter: a folder of the server, checked before anything is loaded, or a registry package. */
import { SafetyCertificateOutlined } from '@ant-design/icons';
import { App, Button, Drawer, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '@/api/call';
import { useAddModelFolder } from '@/api/models';
import { ErrorNote } from '@/components/ErrorState';
import { PageTabs } from '@/components/PageTabs';
import styles from './models.module.css';
import { PackageForm } from './PackageForm';

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
        <Input placeholder={t('models.add.folderPlaceholder')} spellCheck={false} />
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

interface Props {
  open: boolean;
  /** `package`, or anything else for a folder. */
  kind: string;
  onKind: (kind: 'folder' | 'package') => void;
  onClose: () => void;
}

export function AddFolder({ open, kind, onKind, onClose }: Props) {
  const { t } = useTranslation();
  // What was typed stays until it is used. Destroyed with the drawer it would take the focus along, which must return.
  const [added, setAdded] = useState(0);
  const [shown, show] = useState(kind);
  if (open && kind !== shown) show(kind);
  const done = () => {
    onClose();
    setAdded(added + 1);
  };
  return (
    <Drawer open={open} onClose={onClose} size={480} title={t('models.add.title')}>
      <PageTabs
        key={added}
        label={t('models.add.title')}
        active={shown}
        onChange={onKind}
        tabs={[
          { key: 'folder', label: t('models.add.folder'), content: <FolderForm onDone={done} /> },
          { key: 'package', label: t('models.add.package'), content: <PackageForm onDone={done} /> },
        ]}
      />
    </Drawer>
  );
}
