/** The way to the first fine-tuned model, ticking itself; can be hidden and shown again. */
import { CheckOutlined, RocketOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '@/api/overview';
import { LinkButton } from '@/components/LinkButton';
import { Panel } from '@/components/Panel';
import styles from './firstSteps.module.css';
import { Pulling } from './Pulling';
import { useFirstSteps } from './firstStepsStore';
import { useQuickStart } from './useQuickStart';

type StepName = 'data' | 'model' | 'train' | 'try';

interface StepProps {
  name: StepName;
  number: number;
  done: boolean;
  current: boolean;
  children?: ReactNode;
}

function Step({ name, number, done, current, children }: StepProps) {
  const { t } = useTranslation();
  return (
    <li className={`${styles.step} ${done ? styles.stepDone : ''} ${current ? styles.stepCurrent : ''}`}>
      <span className={styles.bullet} aria-hidden>
        {done ? <CheckOutlined /> : number}
      </span>
      <div className={styles.stepBody}>
        <p className={styles.stepTitle}>
          {t(`dashboard.start.step.${name}.title`)}
          {done && <span className="visually-hidden"> ({t('dashboard.start.stepDone')})</span>}
        </p>
        <p className="muted">
          {done ? t(`dashboard.start.step.${name}.done`) : t(`dashboard.start.step.${name}.text`)}
        </p>
        {!done && children}
      </div>
    </li>
  );
}

export function FirstSteps({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { hidden, tried, set } = useFirstSteps();
  const quick = useQuickStart();
  const done = {
    data: overview.datasets > 0,
    model: overview.base_models > 0,
    train: overview.jobs > 0,
    try: tried,
  };
  const order: readonly StepName[] = ['data', 'model', 'train', 'try'];
  const current = order.find((name) => !done[name]);
  if (!current) return null;
  if (hidden) {
    return (
      <Button type="link" className={styles.showSteps} icon={<RocketOutlined />} onClick={() => set({ hidden: false })}>
        {t('dashboard.start.show')}
      </Button>
    );
  }
  const step = (name: StepName, children: ReactNode) => (
    <Step name={name} number={order.indexOf(name) + 1} done={done[name]} current={name === current}>
      {children}
    </Step>
  );
  return (
    <Panel className={styles.start}>
      <div className={styles.startHead}>
        <div>
          <h2>{t('dashboard.start.title')}</h2>
          <p className="muted">{t('dashboard.start.lead')}</p>
        </div>
        <div className={styles.startButtons}>
          {!done.train && (
            <Button
              type="primary"
              size="large"
              icon={<RocketOutlined />}
              loading={quick.busy}
              onClick={quick.begin}
              title={t('dashboard.start.quickHint')}
            >
              {quick.busy ? t('dashboard.start.getting') : t('dashboard.start.quick')}
            </Button>
          )}
          <Button type="text" onClick={() => set({ hidden: true })}>
            {t('dashboard.start.hide')}
          </Button>
        </div>
      </div>
      <ol className={styles.steps}>
        {step(
          'data',
          <Pulling thing={quick.sample} action={t('dashboard.start.step.data.action')} onTake={quick.takeSample} />,
        )}
        {step(
          'model',
          <Pulling thing={quick.starter} action={t('dashboard.start.step.model.action')} onTake={quick.takeStarter} />,
        )}
        {step(
          'train',
          current === 'train' && (
            <LinkButton size="small" to={quick.trainAddress}>
              {t('dashboard.start.step.train.action')}
            </LinkButton>
          ),
        )}
        {step(
          'try',
          overview.tuned_models > 0 && (
            <span onClickCapture={() => set({ tried: true })}>
              <LinkButton size="small" to="/playground">
                {t('dashboard.start.step.try.action')}
              </LinkButton>
            </span>
          ),
        )}
      </ol>
    </Panel>
  );
}
