/** What stands where there is no model to try. */
import { ExperimentOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { LinkButton } from '@/components/LinkButton';
import { Panel } from '@/components/Panel';

export function NoModel({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation();
  return (
    <Panel>
      <EmptyState
        icon={<ExperimentOutlined />}
        title={title}
        text={text}
        actions={
          <>
            <LinkButton to="/jobs/new" type="primary">
              {t('playground.newTraining')}
            </LinkButton>
            <LinkButton to="/models">{t('playground.toModels')}</LinkButton>
          </>
        }
      />
    </Panel>
  );
}
