/** While it is shown, leaving the page asks first. */
import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { useBeforeUnload, useBlocker } from 'react-router-dom';

export function LeaveGuard() {
  const { t } = useTranslation();
  const blocker = useBlocker(({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname);
  useBeforeUnload((event) => event.preventDefault());
  return (
    <Modal
      open={blocker.state === 'blocked'}
      title={t('datasets.new.leave')}
      okText={t('datasets.new.stay')}
      cancelText={t('datasets.new.leaveAnyway')}
      onOk={() => blocker.reset?.()}
      onCancel={() => blocker.proceed?.()}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
    />
  );
}
