/** Prompts with their answers, step beside step; on phones one below the other. Knows no request. */
import { Grid } from 'antd';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { difference } from '@/components/difference';
import { answerAt, BASE_STEP, type SampledPrompt } from '../samples';
import styles from './samples.module.css';

interface Props {
  prompts: readonly SampledPrompt[];
  steps: readonly number[];
  /** The step whose weights are the best so far. */
  best: number | undefined;
  /** Words that the answer before lacks are marked. */
  marked: boolean;
}

function useStepName(best: number | undefined): (step: number) => string {
  const { t } = useTranslation();
  return (step) => {
    const name = step === BASE_STEP ? t('jobs.samples.base') : t('jobs.samples.step', { step });
    return step === best ? `${name} ★ ${t('jobs.evaluation.best')}` : name;
  };
}

function Answer({ text, before }: { text: string | undefined; before: string | undefined }) {
  const { t } = useTranslation();
  const parts = useMemo(
    () => (text === undefined || before === undefined ? null : (difference(before, text)?.[1] ?? null)),
    [text, before],
  );
  if (text === undefined) return <span className="muted">{t('jobs.samples.missing')}</span>;
  if (!text.trim()) return <em className="muted">{t('jobs.samples.silent')}</em>;
  if (!parts) return <span className={styles.answer}>{text}</span>;
  return (
    <span className={styles.answer}>
      {parts.map((part, index) => (part.same ? part.text : <mark key={index}>{part.text}</mark>))}
    </span>
  );
}

function Wide({ prompts, steps, best, marked }: Props) {
  const { t } = useTranslation();
  const nameOf = useStepName(best);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current) box.current.scrollLeft = box.current.scrollWidth; // the newest is last
  }, [steps.length]);
  return (
    <div ref={box} className={styles.scroll} role="region" aria-label={t('jobs.tabs.samples')} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('jobs.samples.prompt')}</th>
            {steps.map((step) => (
              <th key={step} scope="col">
                {nameOf(step)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {prompts.map((prompt) => (
            <tr key={prompt.place}>
              <th scope="row">{prompt.prompt}</th>
              {steps.map((step, index) => (
                <td key={step}>
                  <Answer
                    text={answerAt(prompt, step)}
                    before={marked && index > 0 ? answerAt(prompt, steps[index - 1]) : undefined}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Narrow({ prompts, steps, best, marked }: Props) {
  const nameOf = useStepName(best);
  return prompts.map((prompt) => (
    <section key={prompt.place} className={styles.prompt}>
      <h3>{prompt.prompt}</h3>
      <dl>
        {steps.map((step, index) => (
          <div key={step}>
            <dt className="muted">{nameOf(step)}</dt>
            <dd>
              <Answer
                text={answerAt(prompt, step)}
                before={marked && index > 0 ? answerAt(prompt, steps[index - 1]) : undefined}
              />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}

export function SampleTable(props: Props) {
  const isWide = Grid.useBreakpoint().md ?? window.innerWidth >= 768;
  return isWide ? <Wide {...props} /> : <Narrow {...props} />;
}
