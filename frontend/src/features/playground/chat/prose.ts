/** An answer as running text and fenced code. Nothing in it is ever taken for HTML. Knows no component. */
export interface Block {
  kind: 'text' | 'code';
  text: string;
}

const FENCE = /^ {0,3}(```+|~~~+)/;

/** A fence that was not closed, since the answer is still being written, holds code to the end. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let fence: string | null = null;
  const close = (kind: Block['kind']) => {
    const joined = lines.join('\n');
    if (kind === 'code' ? lines.length > 0 : joined.trim()) {
      blocks.push({ kind, text: kind === 'text' ? joined.replace(/^\n+|\n+$/g, '') : joined });
    }
    lines = [];
  };
  for (const line of text.split('\n')) {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined && fence === null) {
      close('text');
      fence = mark;
    } else if (mark !== undefined && fence !== null && mark.startsWith(fence)) {
      close('code');
      fence = null;
    } else lines.push(line);
  }
  close(fence === null ? 'text' : 'code');
  return blocks;
}
