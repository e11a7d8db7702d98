/** Step 1: choose a file, watch it go, cancel it; when its rows cannot be guessed, say what they are. */
import { useEffect, useRef, useState } from 'react';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Sent } from '@/api/call';
import { useUploadDataset, type Dataset } from '@/api/datasets';
import { ErrorNote } from '@/components/ErrorState';
import { ChooseColumns } from './ChooseColumns';
import { fileProblem, needsColumns } from './checks';
import styles from './datasets.module.css';
import { DropZone } from './DropZone';
import { LeaveGuard } from './LeaveGuard';
import { Sending } from './Sending';

export function FileStep({ onDone }: { onDone: (dataset: Dataset) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const uploading = useUploadDataset();
  const abort = useRef<AbortController | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState<Sent>({ loaded: 0, total: 0, seconds: 0 });
  useEffect(() => () => abort.current?.abort(), []);
  const send = (chosen: File, fields?: Record<string, string>) => {
    const problem = fileProblem(chosen);
    if (problem) {
      message.error(t(`datasets.new.${problem}`, { name: chosen.name }));
      return;
    }
    const controller = new AbortController();
    abort.current = controller;
    setFile(chosen);
    setSent({ loaded: 0, total: chosen.size, seconds: 0 });
    uploading.mutate({ file: chosen, fields, onProgress: setSent, signal: controller.signal }, { onSuccess: onDone });
  };
  const cancel = () => {
    abort.current?.abort();
    uploading.reset();
    setFile(null);
    message.info(t('datasets.new.cancelled'));
  };
  if (uploading.isPending && file) {
    return (
      <>
        <LeaveGuard />
        <Sending name={file.name} sent={sent} onCancel={cancel} />
      </>
    );
  }
  if (uploading.error && file) {
    return (
      <div className={styles.stack}>
        <ErrorNote error={uploading.error} />
        {needsColumns(uploading.error) && (
          <ChooseColumns error={uploading.error} onSend={(fields) => send(file, fields)} />
        )}
        <div>
          <Button onClick={() => uploading.reset()}>{t('datasets.new.otherFile')}</Button>
        </div>
      </div>
    );
  }
  return <DropZone onFile={(chosen) => send(chosen)} />;
}
