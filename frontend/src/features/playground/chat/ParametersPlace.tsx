/** Lays a conversation and its parameters out: beside each other on wide screens, in a drawer on others. */
import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import styles from './chat.module.css';

interface Props {
  beside: boolean;
  open: boolean;
  onClose: () => void;
  parameters: ReactNode;
  children: ReactNode;
}

export function ParametersPlace({ beside, open, onClose, parameters, children }: Props) {
  const { t } = useTranslation();
  const title = t('playground.parameters.title');
  return (
    <div className={beside ? styles.beside : undefined}>
      <div className={styles.main}>{children}</div>
      {beside ? (
        <Panel title={title}>{parameters}</Panel>
      ) : (
        <Drawer open={open} title={title} size={360} onClose={onClose}>
          {parameters}
        </Drawer>
      )}
    </div>
  );
}
