/** Which key goes where and does what. Knows no React. */
export const GO_TO = { d: '/', s: '/datasets', m: '/models', j: '/jobs', p: '/playground' } as const;
export type GoKey = keyof typeof GO_TO;

/** What `n` makes, by the list that is shown. */
export const NEW_ON: Partial<Record<string, string>> = { '/datasets': '/datasets/new', '/jobs': '/jobs/new' };

export const GO_MILLISECONDS = 1500;

/** Single keys mean something else while a person types, chooses, or answers a dialog. */
export function isFree(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return true;
  if (target.closest('input,textarea,select,[contenteditable=true],[role=dialog],[role=combobox],[role=menu]'))
    return false;
  return document.querySelector('[role=dialog][aria-modal=true]') === null;
}

export function isGoKey(key: string): key is GoKey {
  return Object.hasOwn(GO_TO, key);
}

/** The entries of the shown list: the first link or button of each row. */
export function rowsOf(page: ParentNode): HTMLElement[] {
  const rows = page.querySelectorAll('main .ant-table-tbody > tr.ant-table-row, main ul[aria-label] > li');
  return [...rows].flatMap((row) => row.querySelector<HTMLElement>('a[href], button') ?? []);
}

/** The row `step` away from the one with the focus; the first when none has it. */
export function rowBeside(
  rows: readonly HTMLElement[],
  focused: Element | null,
  step: number,
): HTMLElement | undefined {
  const at = rows.findIndex((row) => row === focused);
  return at === -1 ? rows[0] : rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
}
