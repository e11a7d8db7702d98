/** Where a file is dropped or chosen, and what it should look like. */
import { InboxOutlined } from '@ant-design/icons';
import { Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { EXTENSIONS } from './checks';
import styles from './upload.module.css';

export function DropZone({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Upload.Dragger
        className={styles.dropZone}
        accept={EXTENSIONS.join(',')}
        multiple={false}
        showUploadList={false}
        beforeUpload={(file) => {
          onFile(file);
          return false;
        }}
      >
        <InboxOutlined className={styles.dropIcon} aria-hidden />
        <p className={styles.dropTitle}>{t('datasets.new.drop')}</p>
        <p className="muted">{t('datasets.new.dropHint')}</p>
      </Upload.Dragger>
      <ul className={styles.formatList} aria-label={t('datasets.new.formats')}>
        <li>{t('datasets.new.formatCsv')}</li>
        <li>{t('datasets.new.formatJson')}</li>
        <li>{t('datasets.new.formatChat')}</li>
        <li>{t('datasets.new.formatTxt')}</li>
      </ul>
    </>
  );
}
