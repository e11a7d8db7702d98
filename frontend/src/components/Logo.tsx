/** The product's mark, with or without its name. */
import address from '@/theme/logo.svg';
import styles from './Logo.module.css';

export function Logo({ size = 28, name = true }: { size?: number; name?: boolean }) {
  return (
    <span className={styles.logo} style={{ fontSize: size * 0.6 }}>
      <img src={address} width={size} height={size} alt={name ? '' : 'EasyTune'} />
      {name && <span>EasyTune</span>}
    </span>
  );
}
