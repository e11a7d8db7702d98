/** How strong a password is: four bars and a word. */
import { useTranslation } from 'react-i18next';
import styles from './password.module.css';
import { strengthOf, STRENGTHS } from './strength';

export function StrengthMeter({ password }: { password: string }) {
  const { t } = useTranslation();
  if (!password) return null;
  const strength = strengthOf(password);
  const level = STRENGTHS.indexOf(strength);
  return (
    <div className={`${styles.meter} ${styles[strength] ?? ''}`} role="status">
      {STRENGTHS.map((step, index) => (
        <i key={step} className={index <= level ? styles.on : undefined} />
      ))}
      <span>
        <span className="visually-hidden">{t('auth.setup.strength.label')}: </span>
        {t(`auth.setup.strength.${strength}`)}
      </span>
    </div>
  );
}
