/** Two models answer the same questions at the same time: beside each other, or as tabs on small screens. */
import { Grid, Switch } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '@/api/models';
import { useSession } from '@/api/session';
import { PageTabs } from '@/components/PageTabs';
import { Panel } from '@/components/Panel';
import { saveFile } from '../texts';
import styles from './chat.module.css';
import { Composer } from './Composer';
import { Conversation } from './Conversation';
import { difference, type Part } from '@/components/difference';
import { ExampleQuestions } from './ExampleQuestions';
import { Parameters } from './Parameters';
import { ParametersPlace } from './ParametersPlace';
import { isBusy, messagesOf, type Talk } from './talk';
import { TalkTools } from './TalkTools';
import { useSampling } from './useSampling';
import { useTalk, type Asking } from './useTalk';

interface Side {
  name: 'A' | 'B';
  model: Model;
  asking: Asking;
  marks: (readonly Part[] | null)[];
}

/** For each exchange that both have answered: the words of A and of B that the other lacks. */
function marksOf(a: Talk, b: Talk): [Side['marks'], Side['marks']] {
  const pairs = a.exchanges.map((exchange, index) => {
    const other = b.exchanges[index];
    const last = index === a.exchanges.length - 1;
    if (!other || (last && (isBusy(a) || isBusy(b)))) return null;
    return difference(exchange.answer.text, other.answer.text);
  });
  return [pairs.map((pair) => pair?.[0] ?? null), pairs.map((pair) => pair?.[1] ?? null)];
}

/** The same conversation whichever stands left: kept under the pair, smaller id first. */
function useSides(a: Model, b: Model, marked: boolean): [Side, Side] {
  const person = useSession()?.user?.id ?? 0;
  const [first, second] = a.id < b.id ? [a, b] : [b, a];
  const place = `${person}.pair.${first.id}.${second.id}`;
  const [one, two] = [useTalk(first, `${place}.first`), useTalk(second, `${place}.second`)];
  const [ofA, ofB] = a.id < b.id ? [one, two] : [two, one];
  const [marksA, marksB] = useMemo(
    () => (marked ? marksOf(ofA.talk, ofB.talk) : [[], []]),
    [marked, ofA.talk, ofB.talk],
  );
  return [
    { name: 'A', model: a, asking: ofA, marks: marksA },
    { name: 'B', model: b, asking: ofB, marks: marksB },
  ];
}

function Views({ sides, show }: { sides: [Side, Side]; show: (side: Side) => React.ReactNode }) {
  const { t } = useTranslation();
  const wide = Grid.useBreakpoint().md ?? window.innerWidth >= 768;
  const [tab, setTab] = useState<string>('A');
  if (wide) {
    return (
      <div className={styles.two}>
        {sides.map((side) => (
          <section key={side.model.id} aria-label={`${side.name}: ${side.model.name}`} className={styles.side}>
            <h2 className={styles.sideName}>
              <span className={styles.letter}>{side.name}</span> {side.model.name}
            </h2>
            {show(side)}
          </section>
        ))}
      </div>
    );
  }
  return (
    <div className={styles.tabs}>
      <PageTabs
        label={t('playground.modes.compare')}
        active={tab}
        onChange={setTab}
        tabs={sides.map((side) => ({
          key: side.name,
          label: `${side.name} · ${side.model.name}`,
          content: show(side),
        }))}
      />
    </div>
  );
}

export function ComparePane({ a, b }: { a: Model; b: Model }) {
  const { t } = useTranslation();
  const [marked, setMarked] = useState(false);
  const sides = useSides(a, b, marked);
  const [sampling, setSampling] = useSampling();
  const [open, setOpen] = useState(false);
  const beside = Grid.useBreakpoint().xxl ?? false;
  const input = useRef<TextAreaRef>(null);
  const focus = () => input.current?.focus();
  const talks = sides.map(({ asking }) => asking);
  const busy = talks.some((asking) => asking.busy);
  const each = (act: (asking: Asking) => void) => {
    talks.forEach(act);
    focus();
  };
  const send = (question: string, at?: number) => each((asking) => asking.ask(question, sampling, at));
  const system = sides[1].asking.talk.system;
  const knowsTurns = a.has_chat_template || b.has_chat_template;
  const show = ({ model, asking, marks }: Side) => (
    <Conversation
      talk={asking.talk}
      label={model.name}
      marks={marks}
      empty={<ExampleQuestions model={b} onPick={send} />}
      onAsk={(question, at) => {
        const again = asking.talk.exchanges[at]?.question === question; // the same question: only this model
        if (again) asking.ask(question, sampling, at);
        else send(question, at);
        focus();
      }}
      onDone={focus}
      locked={busy}
    />
  );
  return (
    <ParametersPlace
      beside={beside}
      open={open}
      onClose={() => setOpen(false)}
      parameters={
        <Parameters
          sampling={sampling}
          onSampling={setSampling}
          system={system}
          onSystem={knowsTurns ? (text) => talks.forEach((asking) => asking.setSystem(text)) : undefined}
        />
      }
    >
      <Panel flush>
        <div className={styles.pane}>
          <Views sides={sides} show={show} />
          <Composer input={input} busy={busy} onSend={send} onStop={() => talks.forEach((asking) => asking.stop())}>
            <TalkTools
              onParameters={beside ? undefined : () => setOpen(true)}
              empty={talks.every(({ talk }) => talk.exchanges.length === 0)}
              onExport={() =>
                saveFile(
                  'comparison.json',
                  JSON.stringify(
                    sides.map(({ model, asking }) => ({
                      model: model.name,
                      messages: messagesOf(asking.talk),
                      sampling,
                    })),
                    null,
                    2,
                  ),
                  'application/json',
                )
              }
              onClear={() => each((asking) => asking.clear())}
            />
            <label className={styles.marks}>
              <Switch size="small" checked={marked} onChange={setMarked} /> {t('playground.chat.differences')}
            </label>
          </Composer>
        </div>
      </Panel>
    </ParametersPlace>
  );
}
