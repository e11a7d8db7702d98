/** Asks before something is lost: names it, says what goes, and asks to type the name where much is lost. */
import { App, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { useErrorToast } from './useErrorText';

export interface Question {
  name: string;
  /** What is lost, in a sentence. */
  lost: ReactNode;
  typeName?: boolean;
  onConfirm: () => Promise<unknown>;
}

function TypeName({ name, onMatch }: { name: string; onMatch: (matches: boolean) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  return (
    <label style={{ display: 'grid', gap: 6, marginTop: 14 }}>
      <span className="muted">
        <Trans t={t} i18nKey="components.confirmDelete.type" values={{ name }} />
      </span>
      <Input
        value={text}
        autoFocus
        onChange={(event) => {
          setText(event.target.value);
          onMatch(event.target.value.trim() === name);
        }}
      />
    </label>
  );
}

export function useConfirmDelete(): (question: Question) => void {
  const { modal } = App.useApp();
  const { t } = useTranslation();
  const failed = useErrorToast();
  return ({ name, lost, typeName = false, onConfirm }) => {
    const dialog = modal.confirm({
      title: t('components.confirmDelete.title', { name }),
      content: (
        <>
          <p>
            {lost} {t('components.confirmDelete.lost')}
          </p>
          {typeName && (
            <TypeName
              name={name}
              onMatch={(matches) => dialog.update({ okButtonProps: { danger: true, disabled: !matches } })}
            />
          )}
        </>
      ),
      okText: t('common.delete'),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: true, disabled: typeName },
      focusable: { autoFocusButton: typeName ? null : 'cancel' },
      onOk: () => onConfirm().catch(failed),
    });
  };
}
