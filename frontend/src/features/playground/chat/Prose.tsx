/** What a model wrote: text with its line breaks, and code to copy. No HTML of it is ever interpreted. */
import { CodeBlock } from '@/components/CodeBlock';
import type { Part } from '@/components/difference';
import styles from './chat.module.css';
import { blocksOf } from './prose';

export function Prose({ text }: { text: string }) {
  return blocksOf(text).map((block, index) =>
    block.kind === 'code' ? (
      <CodeBlock key={index} text={block.text} />
    ) : (
      <p key={index} className={styles.prose}>
        {block.text}
      </p>
    ),
  );
}

/** The same words plain, those that the other answer lacks marked. */
export function Marked({ parts }: { parts: readonly Part[] }) {
  return (
    <p className={styles.prose}>
      {parts.map(({ text, same }, index) => (same ? text : <mark key={index}>{text}</mark>))}
    </p>
  );
}
