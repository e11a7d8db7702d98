/** A command or a piece of text to copy. */
import { CopyButton } from './CopyButton';
import styles from './CodeBlock.module.css';

export function CodeBlock({ text }: { text: string }) {
  return (
    <div className={styles.block}>
      <pre tabIndex={0}>{text}</pre>
      <span className={styles.copy}>
        <CopyButton text={text} />
      </span>
    </div>
  );
}
