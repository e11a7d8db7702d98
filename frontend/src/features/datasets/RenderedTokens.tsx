/** One row token by token: what is learned is underlined on green, what is cut off is struck through. Knows no request. */
import { useTranslation } from 'react-i18next';
import styles from './rendered.module.css';
import type { RenderedRow, RenderedToken } from './renderings';
import { segmentsOf, type Fate, type Segment } from './segments';

const FATES: readonly Fate[] = ['learned', 'read', 'cut'];
/** The element says to a screen reader what the colour says to the eye. */
const ELEMENT = { learned: 'mark', read: 'span', cut: 's' } as const;

/** A line break is drawn, since a token that is nothing but one would not be seen. */
function Text({ text, breaks = true }: { text: string; breaks?: boolean }) {
  if (!text.includes('\n')) return text;
  return text.split('\n').map((part, place) => (
    // the parts of a text stay where they are
    <span key={place}>
      {place > 0 && (
        <>
          <span className={styles.newline} aria-hidden>
            ↵
          </span>
          {breaks && '\n'}
        </>
      )}
      {part}
    </span>
  ));
}

function Token({ token }: { token: RenderedToken }) {
  if (!token.special) return <Text text={token.text} />;
  return (
    <span className={styles.special}>
      <Text text={token.text} />
    </span>
  );
}

/** A line goes on behind the token that breaks it, number included. */
function NumberedToken({ token }: { token: RenderedToken }) {
  return (
    <>
      <span className={styles.numbered}>
        <span className={token.special ? styles.special : ''}>
          {token.text === '' ? '·' : <Text text={token.text} breaks={false} />}
        </span>
        <sub className="figures">{token.id}</sub>
      </span>
      {token.text.endsWith('\n') && '\n'}
    </>
  );
}

function Run({ segment, withIds }: { segment: Segment; withIds: boolean }) {
  const { t } = useTranslation();
  const Element = ELEMENT[segment.fate];
  const Shown = withIds ? NumberedToken : Token;
  return (
    <Element className={styles[segment.fate]} data-fate={segment.fate}>
      <span className="visually-hidden"> [{t(`rendered.fate.${segment.fate}`)}] </span>
      {segment.tokens.map((token, place) => (
        <Shown key={segment.start + place} token={token} />
      ))}
    </Element>
  );
}

export function RenderedTokens({ row, withIds }: { row: RenderedRow; withIds: boolean }) {
  const { t } = useTranslation();
  const hidden = row.total_tokens + row.cut_tokens - row.tokens.length;
  return (
    <>
      <div role="group" tabIndex={0} aria-label={t('rendered.textOf', { row: row.row + 1 })} className={styles.text}>
        {segmentsOf(row.tokens).map((segment) => (
          <Run key={segment.start} segment={segment} withIds={withIds} />
        ))}
      </div>
      {hidden > 0 && <p className="muted">{t('rendered.hidden', { shown: row.tokens.length, hidden })}</p>}
    </>
  );
}

export function Legend() {
  const { t } = useTranslation();
  return (
    <ul className={styles.legend} aria-label={t('rendered.legend')}>
      {FATES.map((fate) => (
        <li key={fate}>
          <span className={styles[fate]}>{t(`rendered.fate.${fate}`)}</span>
        </li>
      ))}
      <li>
        <span className={styles.special}>{t('rendered.special')}</span>
      </li>
    </ul>
  );
}
