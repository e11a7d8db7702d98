/** A list of texts to add to and to take from. Knows no form around it. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './create.module.css';

interface Props {
  prompts: readonly string[];
  most: number;
  longest: number | undefined;
  isWrong: boolean;
  onChange: (prompts: readonly string[]) => void;
}

export function SamplePrompts({ prompts, most, longest, isWrong, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.prompts}>
      {prompts.length === 0 && <p className="muted">{t('jobs.objective.noPrompts')}</p>}
      <ol>
        {prompts.map((prompt, place) => (
          <li key={place} className={styles.prompt}>
            <Input.TextArea
              value={prompt}
              maxLength={longest}
              autoSize={{ minRows: 1, maxRows: 6 }}
              autoFocus={prompt === '' && place === prompts.length - 1}
              status={isWrong ? 'error' : undefined}
              aria-label={t('jobs.objective.prompt', { number: place + 1 })}
              onChange={(event) => onChange(prompts.map((old, index) => (index === place ? event.target.value : old)))}
            />
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('jobs.objective.removePrompt', { number: place + 1 })}
              onClick={() => onChange(prompts.filter((_, index) => index !== place))}
            />
          </li>
        ))}
      </ol>
      {prompts.length < most && (
        <Button icon={<PlusOutlined />} onClick={() => onChange([...prompts, ''])}>
          {t('jobs.objective.addPrompt')}
        </Button>
      )}
    </div>
  );
}
