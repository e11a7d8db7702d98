/** Beside the send button: parameters on small screens, code, export, a new conversation. */
import { ClearOutlined, DownloadOutlined, SlidersOutlined } from '@ant-design/icons';
import { Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';

interface Props {
  /** Left out where the parameters stand beside the conversation. */
  onParameters?: () => void;
  onExport: () => void;
  onClear: () => void;
  empty: boolean;
}

export function TalkTools({ onParameters, onExport, onClear, empty }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {onParameters && (
        <Button
          type="text"
          size="small"
          icon={<SlidersOutlined />}
          aria-label={t('playground.parameters.title')}
          title={t('playground.parameters.title')}
          onClick={onParameters}
        />
      )}
      <Button
        type="text"
        size="small"
        icon={<DownloadOutlined />}
        disabled={empty}
        aria-label={t('playground.chat.export')}
        title={t('playground.chat.export')}
        onClick={onExport}
      />
      <Popconfirm
        title={t('playground.chat.clearAsk')}
        okText={t('playground.chat.clear')}
        cancelText={t('common.cancel')}
        onConfirm={onClear}
      >
        <Button
          type="text"
          size="small"
          icon={<ClearOutlined />}
          disabled={empty}
          aria-label={t('playground.chat.clear')}
          title={t('playground.chat.clear')}
        />
      </Popconfirm>
    </>
  );
}
