/** Which language model one talks to, and the talk. */
import { useTranslation } from 'react-i18next';
import type { Model } from '@/api/models';
import { useUrlState } from '@/components/useUrlState';
import { ChatPane } from './chat/ChatPane';
import { calledAs } from './modes';
import { ModelBar } from './ModelBar';
import { NoModel } from './NoModel';

export function ChatView({ models }: { models: readonly Model[] }) {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const chosen = models.find((model) => model.id === Number(get('model'))) ?? models[0];
  if (!chosen) return <NoModel title={t('playground.chat.noModel')} text={t('playground.chat.noModelHint')} />;
  return (
    <>
      <ModelBar models={models} chosen={chosen} onChoose={(id) => change({ mode: 'chat', model: String(id) })} />
      <ChatPane key={chosen.id} model={chosen} calledAs={calledAs(chosen, models)} />
    </>
  );
}
