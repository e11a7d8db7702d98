/** The conversation as a program would ask it, to copy. */
import { CodeOutlined } from '@ant-design/icons';
import { Button, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { CodeBlock } from '@/components/CodeBlock';
import type { FullSampling } from './sampling';
import { curlOf, pythonOf } from './snippets';
import styles from './chat.module.css';
import type { Talk } from './talk';

interface Props {
  /** The model's name to a program. */
  name: string;
  talk: Talk;
  sampling: FullSampling;
}

const WRITERS = { curl: curlOf, python: pythonOf };

export function CodeDialog({ name, talk, sampling }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [way, setWay] = useState<keyof typeof WRITERS>('curl');
  return (
    <>
      <Button type="text" size="small" icon={<CodeOutlined />} onClick={() => setOpen(true)}>
        {t('playground.chat.code')}
      </Button>
      <Modal
        open={open}
        title={t('playground.chat.codeTitle')}
        footer={null}
        width={720}
        onCancel={() => setOpen(false)}
      >
        <div className={styles.code}>
          <Segmented<keyof typeof WRITERS>
            aria-label={t('playground.chat.codeTitle')}
            value={way}
            options={[
              { value: 'curl', label: 'curl' },
              { value: 'python', label: 'Python' },
            ]}
            onChange={setWay}
          />
          <CodeBlock text={WRITERS[way](name, talk, sampling, t('playground.chat.codeExample'))} />
          <p className="muted">
            {t('playground.chat.codeHint')} <Link to="/settings/tokens">{t('playground.chat.codeTokens')}</Link>
          </p>
        </div>
      </Modal>
    </>
  );
}
