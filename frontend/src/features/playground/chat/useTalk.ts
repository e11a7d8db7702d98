/** A conversation that is kept in this browser, and the one request that answers it. Knows no component. */
import { App } from 'antd';
import { useEffect, useEffectEvent, useReducer, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { generate, type Sampling } from '@/api/generate';
import { ApiError, type ErrorBody } from '@/api/errors';
import type { Model } from '@/api/models';
import { keepJson, readJson } from './kept';
import { requestOf } from './request';
import { changed, isBusy, NO_TALK, settled, type Talk } from './talk';

export interface Asking {
  talk: Talk;
  busy: boolean;
  /** `at` asks that exchange anew and drops all later ones. */
  ask: (question: string, sampling: Sampling, at?: number) => void;
  stop: () => void;
  clear: () => void;
  setSystem: (text: string) => void;
}

function bodyOf(error: unknown): ErrorBody {
  if (error instanceof ApiError) {
    return { code: error.code, params: error.params, message: error.message, request_id: error.requestId };
  }
  return { code: 'unexpected', params: {}, message: String(error), request_id: null };
}

function read(place: string): Talk {
  return settled({ ...NO_TALK, ...readJson<Talk>(place) });
}

/** Kept at every end of an answer and when the page is left, not at every token. */
function useKept(place: string, talk: Talk): void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const keep = useEffectEvent(() => {
    if (!keepJson(place, talk)) message.warning({ key: 'not-kept', content: t('playground.chat.notKept') });
  });
  const writing = talk.exchanges.at(-1)?.answer.state === 'writing';
  useEffect(() => {
    if (!writing) keep();
  }, [talk, writing]);
  useEffect(() => {
    const leave = () => keep();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, []);
}

/** `firstPlace` names where it is kept, and counts once: who signs out meanwhile leaves nothing to the next person. */
export function useTalk(model: Model, firstPlace: string): Asking {
  const [place] = useState(firstPlace);
  const [talk, change] = useReducer(changed, place, read);
  const running = useRef<AbortController | null>(null);
  useKept(place, talk);
  useEffect(() => () => running.current?.abort(), []);
  const ask = async (question: string, sampling: Sampling, at?: number) => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    const asked = { type: 'asked', question, at } as const;
    change(asked);
    try {
      const request = requestOf(model, changed(talk, asked), sampling);
      const figures = await generate(request, (text) => change({ type: 'piece', text }), mine.signal);
      change({ type: 'answered', figures });
    } catch (error) {
      // asked again meanwhile: the last answer is another request's
      if (running.current === mine)
        change(mine.signal.aborted ? { type: 'stopped' } : { type: 'failed', error: bodyOf(error) });
    }
  };
  return {
    talk,
    busy: isBusy(talk),
    ask: (question, sampling, at) => void ask(question, sampling, at),
    stop: () => running.current?.abort(),
    clear: () => {
      running.current?.abort();
      running.current = null;
      change({ type: 'cleared' });
    },
    setSystem: (text) => change({ type: 'system', text }),
  };
}
