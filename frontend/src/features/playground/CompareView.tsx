/** Which two language models stand side by side, and the two talks. */
import { SwapOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Model } from '@/api/models';
import { useUrlState } from '@/components/useUrlState';
import styles from './chat/chat.module.css';
import { ComparePane } from './chat/ComparePane';
import { ModelBar } from './ModelBar';
import { pairOf } from './modes';
import { NoModel } from './NoModel';

export function CompareView({ models }: { models: readonly Model[] }) {
  const { t } = useTranslation();
  const [get, change] = useUrlState();
  const pair = pairOf(models, Number(get('a')), Number(get('b')));
  if (!pair) return <NoModel title={t('playground.chat.noPair')} text={t('playground.chat.noPairHint')} />;
  const { a, b } = pair;
  const choose = (left: number, right: number) => change({ mode: 'compare', a: String(left), b: String(right) });
  const others = (than: Model) => models.filter((model) => model !== than);
  return (
    <>
      <div className={styles.pickers}>
        <ModelBar
          label={t('playground.chat.modelA')}
          models={others(b)}
          chosen={a}
          onChoose={(id) => choose(id, b.id)}
        />
        <Button
          icon={<SwapOutlined />}
          aria-label={t('playground.chat.swap')}
          title={t('playground.chat.swap')}
          onClick={() => choose(b.id, a.id)}
        />
        <ModelBar
          label={t('playground.chat.modelB')}
          models={others(a)}
          chosen={b}
          onChoose={(id) => choose(a.id, id)}
        />
      </div>
      <ComparePane key={[a.id, b.id].sort().join('-')} a={a} b={b} />
    </>
  );
}
